from fengsui.collectors import mib
from fengsui.collectors.interfaces import PREFERRED_COLUMNS
from fengsui.collectors.snmp.oid import decode_oid


def test_objects_stand_where_the_mibs_put_them() -> None:
    assert decode_oid(mib.SYS_UP_TIME) == "1.3.6.1.2.1.1.3.0"
    assert decode_oid(mib.SNMP_ENGINE_TIME) == "1.3.6.1.6.3.10.2.1.3.0"
    assert decode_oid(mib.IF_OPER_STATUS) == "1.3.6.1.2.1.2.2.1.8"
    assert decode_oid(mib.IF_COUNTER_DISCONTINUITY_TIME) == "1.3.6.1.2.1.31.1.1.1.19"
    assert decode_oid(mib.HR_PROCESSOR_LOAD) == "1.3.6.1.2.1.25.3.3.1.2"


def test_no_object_stands_twice() -> None:
    oids = [value for name, value in vars(mib).items() if name.isupper() and isinstance(value, bytes)]

    assert len(oids) == len(set(oids)) > 30


def test_every_column_of_the_interface_table_has_a_name() -> None:
    assert set(PREFERRED_COLUMNS) < set(mib.NAMES)
    assert len(set(mib.NAMES.values())) == len(mib.NAMES) == 22
