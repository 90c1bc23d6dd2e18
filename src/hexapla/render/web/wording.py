"""The words of the website itself, by language: what its buttons and menus say.

A language that is not here has those of English. Words that stand in the book are in model.words.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

WORDING: dict[str, dict[str, str]] = {
    "en": {
        "skip": "Skip to the text",
        "contents": "Contents",
        "close_contents": "Close the contents",
        "here": "On this page",
        "start": "Start reading",
        "source": "Source",
        "code_in": "Code in",
        "framework": "Framework",
        "neighbours": "Previous and next page",
        "previous": "Previous",
        "next": "Next",
        "footnotes": "Footnotes",
        "colours": "Colours",
        "system": "system",
        "light": "light",
        "dark": "dark",
        "change_to": "Change to {}",
        "copy": "Copy",
        "copy_code": "Copy the code",
        "copied": "Copied",
        "not_copied": "Not copied",
        "show_code": "Show code",
        "show_output": "Show output",
        "show_both": "Show code and output",
        "show_messages": "Show messages",
        "not_run": "Not run yet.",
        "back_text": "Back to the text",
        "back_cited": "Back to where it is cited",
        "link_to": "Link to “{}”",
        "page_source": "Source of this page",
        "page_edit": "Edit this page",
        "page_issues": "Report a problem",
        "open_in": "Open in {}",
        "stale": "The outputs in {} are stale: this page’s code has changed since it last ran.",
        "missing": "The code of this page has not run in {} yet; it is shown without outputs.",
        "failed": "The code of this page failed in {}; the outputs end where it failed.",
        "stored": "Outputs as stored in the notebook.",
        "gap": "This page has no code in {} yet.",
        "gap_shown": "The code shown is in {}.",
        "verified": "Last verified with {}.",
        "verified_on": "Last verified with {}, on {}.",
        "chart": "An interactive chart, drawn by {}: it needs JavaScript.",
        "program": "An interactive output: it needs JavaScript.",
    },
    "zh": {
        "skip": "跳到正文",
        "contents": "目录",
        "close_contents": "关闭目录",
        "here": "本页内容",
        "start": "开始阅读",
        "source": "源代码",
        "code_in": "代码框架",
        "framework": "框架",
        "neighbours": "上一页与下一页",
        "previous": "上一页",
        "next": "下一页",
        "footnotes": "脚注",
        "colours": "配色",
        "system": "跟随系统",
        "light": "浅色",
        "dark": "深色",
        "change_to": "切换为{}",
        "copy": "复制",
        "copy_code": "复制代码",
        "copied": "已复制",
        "not_copied": "复制失败",
        "show_code": "显示代码",
        "show_output": "显示输出",
        "show_both": "显示代码和输出",
        "show_messages": "显示消息",
        "not_run": "尚未运行。",
        "back_text": "回到正文",
        "back_cited": "回到引用处",
        "link_to": "“{}”的链接",
        "page_source": "本页源文件",
        "page_edit": "编辑本页",
        "page_issues": "报告问题",
        "open_in": "在 {} 中打开",
        "stale": "{} 的输出已过期：本页代码在上次运行后有改动。",
        "missing": "本页代码尚未在 {} 中运行，因此没有输出。",
        "failed": "本页代码在 {} 中运行失败，输出到出错处为止。",
        "stored": "输出取自笔记本中的保存结果。",
        "gap": "本页还没有 {} 的代码。",
        "gap_shown": "所示代码为 {}。",
        "verified": "最近一次验证所用版本：{}。",
        "verified_on": "最近一次验证所用版本：{}，日期：{}。",
        "chart": "由 {} 绘制的交互式图表，需要 JavaScript。",
        "program": "交互式输出，需要 JavaScript。",
    },
}


@cache
def wording(language: str) -> Mapping[str, str]:
    """The website's words in a language: its own, else those of English."""
    own = WORDING.get(language) or WORDING.get(language.partition("-")[0]) or {}
    return {**WORDING["en"], **own}
