"""The words that a book on paper has of its own, by language: in its imprint, at its end.

A language that is not here has those of English. Words that stand in any output are in model.words.
"""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.model.words import WORDS

OWN: dict[str, dict[str, str]] = {
    "en": {
        "part-title": "Part {}",
        "chapter-title": "Chapter {}",
        "appendix-title": "Appendix {}",
        "solutions": "Solutions",
        "made_for": "{} edition",
        "edition": "{} edition",
        "version": "Version {}",
        "commit": "commit {}",
        "licence": "Licence: {}",
        "verified": "Outputs produced with {}.",
        "verified_on": "Outputs produced with {}; last verified on {}.",
        "verified_between": "Outputs produced with {}; last verified between {} and {}.",
        "typeset": "Typeset in {} with Typst, from sources that Hexapla read and ran.",
        "online": "Online:",
        "discussion": "Discussion:",
        "web_only": "This part of the page is on the website only.",
        "at-page": ", p. {}",
    },
    "de": {
        "part-title": "Teil {}",
        "chapter-title": "Kapitel {}",
        "appendix-title": "Anhang {}",
        "solutions": "Lösungen",
        "made_for": "Ausgabe für {}",
        "edition": "{} Auflage",
        "version": "Version {}",
        "commit": "Commit {}",
        "licence": "Lizenz: {}",
        "verified": "Ausgaben erzeugt mit {}.",
        "verified_on": "Ausgaben erzeugt mit {}; zuletzt geprüft am {}.",
        "verified_between": "Ausgaben erzeugt mit {}; zuletzt geprüft zwischen {} und {}.",
        "typeset": "Gesetzt aus {} mit Typst, aus Quellen, die Hexapla gelesen und ausgeführt hat.",
        "online": "Online:",
        "discussion": "Diskussion:",
        "web_only": "Dieser Teil der Seite steht nur auf der Website.",
        "at-page": ", S. {}",
    },
    "fr": {
        "part-title": "Partie {}",
        "chapter-title": "Chapitre {}",
        "appendix-title": "Annexe {}",
        "solutions": "Solutions",
        "made_for": "Édition {}",
        "edition": "{} édition",
        "version": "Version {}",
        "commit": "commit {}",
        "licence": "Licence : {}",
        "verified": "Résultats produits avec {}.",
        "verified_on": "Résultats produits avec {} ; vérifiés pour la dernière fois le {}.",
        "verified_between": "Résultats produits avec {} ; vérifiés entre le {} et le {}.",
        "typeset": "Composé en {} avec Typst, à partir de sources lues et exécutées par Hexapla.",
        "online": "En ligne :",
        "discussion": "Discussion :",
        "web_only": "Cette partie de la page se trouve seulement sur le site.",
        "at-page": ", p. {}",
    },
    "es": {
        "part-title": "Parte {}",
        "chapter-title": "Capítulo {}",
        "appendix-title": "Apéndice {}",
        "solutions": "Soluciones",
        "made_for": "Edición {}",
        "edition": "{} edición",
        "version": "Versión {}",
        "commit": "commit {}",
        "licence": "Licencia: {}",
        "verified": "Resultados producidos con {}.",
        "verified_on": "Resultados producidos con {}; verificados por última vez el {}.",
        "verified_between": "Resultados producidos con {}; verificados entre el {} y el {}.",
        "typeset": "Compuesto en {} con Typst, de fuentes que Hexapla leyó y ejecutó.",
        "online": "En línea:",
        "discussion": "Discusión:",
        "web_only": "Esta parte de la página está solo en el sitio web.",
        "at-page": ", p. {}",
    },
    "zh": {
        "part-title": "第 {} 部分",
        "chapter-title": "第 {} 章",
        "appendix-title": "附录 {}",
        "solutions": "习题解答",
        "made_for": "{} 版",
        "edition": "第 {} 版",
        "version": "版本 {}",
        "commit": "提交 {}",
        "licence": "许可证：{}",
        "verified": "输出由以下版本生成：{}。",
        "verified_on": "输出由以下版本生成：{}；最近一次验证：{}。",
        "verified_between": "输出由以下版本生成：{}；验证时间：{} 至 {}。",
        "typeset": "使用 {} 字体，由 Typst 排版；源文件由 Hexapla 读取并运行。",
        "online": "在线阅读：",
        "discussion": "讨论：",
        "web_only": "本页的这一部分仅在网站上提供。",
        "at-page": "（第 {} 页）",
    },
}


def wording(language: str) -> Mapping[str, str]:
    """All words that paper says in a language; de-AT is de."""
    name = language.partition("-")[0]
    return {**WORDS["en"], **OWN["en"], **WORDS.get(name, {}), **OWN.get(name, {})}
