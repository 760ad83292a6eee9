"""A compact page has the elements, the attributes and the texts of the page that it is made of."""

from __future__ import annotations

import pytest
from justhtml import JustHTML

from generator.site.compact import compact

PAGE = """<!doctype html>
<html lang="en"><head><meta name="generator" content="x"><title>A</title></head>
<body>

<ul>

  <li id="a.b" class="one two"><a href="../">It&#39;s &#34;so&#34; &lt;b&gt;</a></li>
  <li>Two</li>
</ul>
<dl><div id="x"><dt>a</dt><dd title="a=&quot;b&quot;">b</dd></div></dl>
<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1</td><td></td></tr><tr><td>2</td></tr></tbody></table>
<pre><code class="sh" data-language="sh">a

  b &#39;c&#39;
</code></pre><textarea rows="2">
 x

 y</textarea></body></html>
"""


def elements(html):
    page = JustHTML(html, strict=True, sanitize=False)
    return [(one.name, one.attrs, " ".join(one.to_text(separator="", strip=False).split())) for one in page.query("*")]


def test_a_compact_page_means_the_same():
    assert elements(compact(PAGE)) == elements(PAGE)
    assert len(compact(PAGE)) < 0.85 * len(PAGE)


@pytest.mark.parametrize(
    "kept", ["a\n\n  b 'c'\n</code>", "\n x\n\n y</textarea>", '<code class="sh" data-language="sh">']
)
def test_code_keeps_its_white_space_and_what_programs_look_for(kept):
    assert kept in compact(PAGE)
