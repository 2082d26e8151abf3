from fengsui.model.agent import AgentTraits, WalkTraits


def test_the_walk_that_costs_is_the_one_over_most_columns() -> None:
    wide, narrow = WalkTraits("b", 16, 5), WalkTraits("a", 2, 50)
    assert AgentTraits(2.0, walks=(narrow, wide)).widest_walk == wide
    assert AgentTraits(2.0).widest_walk is None
