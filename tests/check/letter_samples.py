"""A letter of which no rule complains, in its three files."""

from __future__ import annotations

import quopri

HTML = """\
<!DOCTYPE html>
<html lang="en" dir="ltr"><head><meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>News of the quay</title>
<style>p{margin:0}</style>
<style>@media (max-width:480px){.edge{padding:8px !important}}</style>
<style>@media (prefers-color-scheme:dark){.page{background-color:#14181a !important}.ink{color:#e9e6df !important}.muted{color:#aeb1ad !important}a{color:#86cfc9 !important}.tint{background-color:#252c2e !important}}</style>
</head>
<body class="page" style="background-color:#f2f0ea">
<div class="page" role="article" aria-roledescription="email" aria-label="News of the quay" lang="en" dir="ltr" style="background-color:#f2f0ea">
<div style="display:none;max-height:0;overflow:hidden">Ropes, and the first boat of the winter<span aria-hidden="true">&#847; &#847;</span></div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="edge ink" style="padding:24px;font-size:16px;line-height:24px;color:#1d2529">
<h1 class="ink" style="font-size:30px;color:#1d2529">The harbour</h1>
<table role="presentation" width="100%"><tr><td>
<h2 class="ink" style="font-size:24px;color:#1d2529"><a href="https://harbour.example/quay/" style="color:#0b5d5e">The first boat of the winter</a></h2>
<img src="https://harbour.example/boat.jpg" alt="A grey boat at the quay" width="536" height="300" style="display:block;border:0;max-width:100%;height:auto">
<p>The first boat came in at noon, with ropes and lamps for the whole harbour, and the harbour office wrote all of it down:</p>
<table border="1" style="border-collapse:collapse"><tr><th scope="col">What</th><th scope="col">How many</th></tr><tr><td>Ropes</td><td>twelve</td></tr></table>
<p class="muted" style="font-size:14px;color:#585f60">See the <a href="https://maps.example/quay" style="color:#0b5d5e">map of the quay</a>.</p>
</td></tr></table>
<p class="muted tint" style="font-size:14px;color:#585f60;background-color:#f1f4f1">You receive this letter because you subscribed.<br>1 Quay Street, Harbourtown</p>
<p><a href="https://harbour.example/unsubscribe" style="color:#0b5d5e">Unsubscribe</a></p>
</td></tr></table>
</div>
</body></html>
"""
TEXT = """\
Ropes, and the first boat of the winter

The harbour
===========

The first boat of the winter
----------------------------

The first boat came in at noon, with ropes and lamps for the whole
harbour, and the harbour office wrote all of it down:

What    How many
Ropes   twelve

See the map of the quay [1].

[1] https://maps.example/quay

https://harbour.example/quay/

--\x20
You receive this letter because you subscribed.
1 Quay Street, Harbourtown
Unsubscribe: https://harbour.example/unsubscribe
"""
_HEAD = """\
From: Harbour <letter@harbour.example>
To: The harbour <letter@harbour.example>
Subject: News of the quay
Date: Fri, 20 Nov 2026 09:00:00 +0300
Message-ID: <20261120.1@harbour.example>
List-Id: The harbour <newsletter.harbour.example>
List-Unsubscribe: <https://harbour.example/unsubscribe>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="=_1"
"""
_PART = """
--=_1
Content-Type: text/{kind}; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

{body}"""


def mail(html: str = HTML, text: str = TEXT) -> str:
    """The message of both parts, its lines ended as mail ends them."""
    parts = "".join(
        _PART.format(kind=kind, body=quopri.encodestring(body.encode()).decode())
        for kind, body in (("plain", text), ("html", html))
    )
    return f"{_HEAD}{parts}\n--=_1--\n".replace("\n", "\r\n")
