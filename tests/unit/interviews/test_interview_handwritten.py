"""XForms that no XLSForm compiles to, written by hand or by other tools, run as the specification has it."""

from __future__ import annotations

from xlsforms import start, text

from poverty_desktop.interviews.load import load_form

HANDWRITTEN = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
    xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
  <h:head>
    <h:title>Handwritten</h:title>
    <model>
      <instance>
        <data id="handwritten"><a/><b/><c/><d/><orx:meta><orx:instanceID/><orx:deviceID/></orx:meta></data>
      </instance>
      <bind nodeset="/data/a" type="string"/>
      <bind nodeset="/data/orx:meta/orx:instanceID" jr:preload="uid" readonly="true()" type="string"/>
      <bind nodeset="/data/orx:meta/orx:deviceID" jr:preload="property" jr:preloadParams="deviceid"/>
      <setvalue event="odk-instance-first-load" ref="/data/d">as it is written</setvalue>
    </model>
  </h:head>
  <h:body>
    <input ref="/data/a">
      <label>A</label>
      <setvalue event="xforms-value-changed" ref="/data/b" value="">ignored</setvalue>
      <setvalue event="xforms-value-changed" ref="/data/c" value="string-length(/data/a)">ignored</setvalue>
    </input>
  </h:body>
</h:html>"""


def test_that_a_rule_may_name_its_field_with_a_prefix() -> None:
    interview = start(load_form(HANDWRITTEN))
    assert text(interview, "/data/meta/instanceID").startswith("uuid:")


def test_that_the_text_of_an_action_counts_only_where_it_has_no_value() -> None:
    interview = start(load_form(HANDWRITTEN))
    assert text(interview, "/data/d") == "as it is written"
    interview.answer("/data/a", "abc")
    assert (text(interview, "/data/b"), text(interview, "/data/c")) == ("", "3")
