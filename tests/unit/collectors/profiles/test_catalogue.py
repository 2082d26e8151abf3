from fengsui.collectors.profiles.catalogue import load_catalogue


def test_every_shipped_profile_loads() -> None:
    catalogue = load_catalogue()
    assert "generic" in catalogue.profiles


def test_a_device_that_no_profile_knows_is_generic_and_the_choice_says_so() -> None:
    choice = load_catalogue().choose("auto", "1.3.6.1.4.1.99999.1", "Some box")
    assert choice.profile.name == "generic"
    assert not choice.known
    assert "1.3.6.1.4.1.99999.1" in choice.why
