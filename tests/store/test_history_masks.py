from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.queries.register.facts import masked


def test_that_history_never_shows_a_secret_in_full():
    pack = load_shipped()
    phone = pack.by_name[RecordKind.PERSON, "phone"]
    document = pack.by_name[RecordKind.PERSON, "document_number"]
    name = pack.by_name[RecordKind.PERSON, "name"]
    assert masked(phone, "16112345678") == "161••••5678"
    assert "19700101" not in masked(document, "420581197001019989")
    assert masked(name, "张三") == "张三"
