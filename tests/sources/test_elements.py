"""XML: the same tree as JSON gives, whatever it is encoded in, and nothing that could hurt."""

import pytest

from vtr_lib.errors import DataError
from vtr_lib.sources import documents, elements


@pytest.mark.parametrize(
    ("xml", "tree"),
    [
        ("<a/>", {"a": None}),
        ("<a> x </a>", {"a": "x"}),
        ("<a><b>1</b><c>2</c></a>", {"a": {"b": "1", "c": "2"}}),
        ("<a><b>1</b><b>2</b><b/></a>", {"a": {"b": ["1", "2", None]}}),
        ('<a><b cur="USD">1.50</b></a>', {"a": {"b": {"@cur": "USD", "#": "1.50"}}}),
        ('<s:a xmlns:s="urn:x" s:k="v"><s:b>1</s:b></s:a>', {"a": {"@k": "v", "b": "1"}}),
        ("<a><!-- no --><?pi no?><b><![CDATA[<i>&]]></b></a>", {"a": {"b": "<i>&"}}),
        ("<a>&lt;script&gt;</a>", {"a": "<script>"}),
    ],
)
def test_tree(xml, tree):
    assert elements.tree("f.xml", xml.encode()) == tree


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "shift_jis", "iso-8859-1", "gb18030"])
def test_the_declared_encoding_holds(encoding):
    word = "é" if encoding == "iso-8859-1" else "追跡"
    declared = encoding.removesuffix("-sig")
    raw = f'<?xml version="1.0" encoding="{declared}"?><a>{word}</a>'.encode(encoding)
    assert elements.tree("f.xml", raw) == {"a": word}


def test_an_encoding_that_is_named_outweighs_the_declared_one():
    raw = '<?xml version="1.0" encoding="utf-8"?><a>é</a>'.encode("cp1252")
    assert elements.tree("f.xml", raw, "cp1252") == {"a": "é"}


BOMB = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;">]><a>&y;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"<a><b></a>", "XML_SYNTAX", 1),
        (b"<a>\n<b>\n", "XML_SYNTAX", 3),
        (b"<a>\x00</a>", "XML_SYNTAX", 1),
        (b"<a>&nope;</a>", "XML_SYNTAX", 1),
        (BOMB.encode(), "XML_ENTITIES", None),
        (OUTSIDE.encode(), "XML_ENTITIES", None),
        (b"<a>" * 300 + b"</a>" * 300, "XML_LIMITS", None),
        (b"<a>" * 100_000 + b"</a>" * 100_000, "XML_LIMITS", None),
        (b"<a>\n\xe9</a>", "ENCODING", 2),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "ENCODING_NAME", None),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "WEB_PAGE", None),
        (b"\n<HTML><body>Sign in</body></HTML>", "WEB_PAGE", None),
        (b"<a/>", "DOCUMENT_UNKNOWN", None),
    ],
    ids=str,
)
def test_what_is_refused_says_why(files, raw, code, line):
    with pytest.raises(DataError) as caught:
        files.read(raw)
    assert (caught.value.code, caught.value.line) == (code, line)


def test_one_walker_for_both():
    (one,) = documents.members({"a": {"b": {"@n": "1", "#": "x"}}}, "a.b")
    assert documents.text({"b": one}, "b") == "x"
    assert documents.members({"a": {"b": [{"c": "1"}, {"c": "2"}]}}, "a.b") == [{"c": "1"}, {"c": "2"}]
