"""How the simulated networks are laid out: the carriers' plans, and for each prefecture the roads that cables follow.

Cables follow roads, so all carriers share the order of counties along a ring: where a digger hits the road, it hits them all.
Codes are GB/T 2260. The layout is invented for the simulation; only the neighbourhood of the counties is real.
"""

from dataclasses import dataclass
from itertools import pairwise

from fengsui.model.device import NetworkKind


@dataclass(frozen=True, slots=True)
class Prefecture:
    """The roads of one prefecture.

    Attributes:
        label: Short name for device names, for example `dx`.
        seat: County where the metro routers stand.
        rings: Counties in order along each ring that starts and ends at the seat.
        spurs: A county at the end of a single road, and the county that the road leads to.
    """

    code: str
    label: str
    seat: str
    rings: tuple[tuple[str, ...], ...]
    spurs: tuple[tuple[str, str], ...] = ()

    @property
    def counties(self) -> tuple[str, ...]:
        """Every county, the seat first."""
        return (self.seat, *(code for ring in self.rings for code in ring), *(code for code, _ in self.spurs))

    @property
    def trenches(self) -> tuple[tuple[str, str], ...]:
        """Pairs of counties with a road, and so a trench with everybody's cables, between them."""
        along = [pair for ring in self.rings for pair in pairwise((self.seat, *ring, self.seat))]
        return (*along, *((parent, code) for code, parent in self.spurs))


@dataclass(frozen=True, slots=True)
class CarrierPlan:
    """What one carrier builds.

    Attributes:
        octet: Second octet of its loopback management addresses: its prefix is 127.octet.0.0/16.
        cores: Counties of its core routers, in the order of the core ring; the same county may hold one only.
        metro_pairs: True where each prefecture has two metro routers, False for one.
        least_households: Served are the seats and the counties with at least so many households.
        absent: Counties without the carrier, whatever their size.
        access_households: Households that one OLT (or CMTS) stands for; a county below half of it has none.
        access_limit: Most OLTs in one county.
    """

    code: str
    name_zh: str
    name_en: str
    network: NetworkKind
    octet: int
    cores: tuple[str, ...]
    metro_pairs: bool
    least_households: int
    absent: frozenset[str]
    access_households: int
    access_limit: int


PREFECTURES = (
    Prefecture("620100", "lz", "620102", (("620103", "620104", "620111", "620121"), ("620105", "620122", "620123"))),
    Prefecture("620200", "jyg", "620200", ()),
    Prefecture("620300", "jc", "620302", (("620321",),)),
    Prefecture("620400", "by", "620402", (("620423", "620421", "620403", "620422"),)),
    Prefecture("620500", "ts", "620502", (("620503", "620521", "620525", "620522"), ("620523", "620524"))),
    Prefecture("620600", "ww", "620602", (("620622", "620623"),), (("620621", "620602"),)),
    Prefecture("620700", "zy", "620702", (("620723", "620724", "620721"), ("620725", "620722"))),
    Prefecture("620800", "pl", "620802", (("620821", "620822", "620823", "620881"), ("620826", "620825"))),
    Prefecture(
        "620900",
        "jq",
        "620902",
        (("620981", "620922", "620982"), ("620921",)),
        (("620923", "620982"), ("620924", "620982")),
    ),
    Prefecture("621000", "qy", "621002", (("621021", "621022", "621023", "621024"), ("621026", "621025"), ("621027",))),
    Prefecture("621100", "dx", "621102", (("621121", "621122", "621125", "621126", "621123", "621124"),)),
    Prefecture(
        "621200",
        "ln",
        "621202",
        (("621223", "621226", "621225", "621221", "621224"),),
        (("621222", "621202"), ("621227", "621221"), ("621228", "621227")),
    ),
    Prefecture("622900", "lx", "622901", (("622921", "622927", "622923", "622926"), ("622925", "622922", "622924"))),
    Prefecture(
        "623000",
        "gn",
        "623001",
        (("623027",), ("623021", "623022")),
        (("623026", "623001"), ("623025", "623026"), ("623024", "623022"), ("623023", "623024")),
    ),
)

CARRIERS = (
    CarrierPlan(
        code="telecom",
        name_zh="中国电信甘肃公司",
        name_en="China Telecom Gansu",
        network=NetworkKind.INTERNET,
        octet=20,
        cores=("620102", "620602", "620902", "620502", "620103"),
        metro_pairs=True,
        least_households=0,
        absent=frozenset({"620923", "623024"}),
        access_households=130_000,
        access_limit=3,
    ),
    CarrierPlan(
        code="mobile",
        name_zh="中国移动甘肃公司",
        name_en="China Mobile Gansu",
        network=NetworkKind.TELECOM,
        octet=21,
        cores=("620102", "620902", "620502", "620105"),
        metro_pairs=False,
        least_households=0,
        # Counties that the telecom carrier serves alone, as thinly settled ones are.
        absent=frozenset(
            {"620321", "620721", "620924", "621023", "621025", "621228", "622926", "623022", "623025", "623026"}
        ),
        access_households=190_000,
        access_limit=2,
    ),
    CarrierPlan(
        code="unicom",
        name_zh="中国联通甘肃公司",
        name_en="China Unicom Gansu",
        network=NetworkKind.INTERNET,
        octet=22,
        cores=("620102", "620902", "620502"),
        metro_pairs=False,
        least_households=105_000,
        absent=frozenset(),
        access_households=270_000,
        access_limit=2,
    ),
    CarrierPlan(
        code="broadcast",
        name_zh="甘肃省广播电视网络公司",
        name_en="Gansu Broadcast Network",
        network=NetworkKind.BROADCAST,
        octet=23,
        cores=("620102", "620103"),
        metro_pairs=False,
        least_households=128_000,
        absent=frozenset(),
        access_households=240_000,
        access_limit=1,
    ),
)
