"""YAML whose values know their line, so that a complaint can name it.

Scalars stay text (PyYAML's `BaseLoader`), because a step may well be called `no` or `on`. Knows nothing of what the
words mean.
"""

from __future__ import annotations

import msgspec
import yaml

_FAST = getattr(yaml, "CBaseLoader", None)  # there where PyYAML was built with libyaml, as its wheels are
YES = frozenset({"yes", "true"})
NO = frozenset({"no", "false"})


class Unreadable(Exception):
    """The YAML has a fault at `line` (counted from 1)."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


class Entry(msgspec.Struct, frozen=True):
    """A value and the line of its word: a text, a list of texts, or a list of mappings."""

    line: int
    text: str = ""
    texts: tuple[str, ...] = ()
    mappings: tuple[dict[str, Entry], ...] = ()


def read_mapping(source: str, first_line: int = 1) -> dict[str, Entry]:
    """The words of a mapping in their order; `first_line` is where `source` starts in its file.

    Raises `Unreadable` for faulty YAML, a repeated word, or anything that is not a mapping.
    """
    node = _compose(source, first_line)
    if node is None:
        return {}
    return _mapping(node, first_line)


def read_mappings(source: str) -> list[dict[str, Entry]]:
    """The mappings of a list, as in a file of entries. Raises `Unreadable`."""
    node = _compose(source, 1)
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise Unreadable(node.start_mark.line + 1, "this is not a list")
    return [_mapping(item, 1) for item in node.value]


def _compose(source: str, first_line: int) -> yaml.Node | None:
    if _FAST is not None:
        try:
            quick: yaml.Node | None = yaml.compose(source, Loader=_FAST)
        except yaml.YAMLError:
            pass  # the other loader names the fault in plainer words
        else:
            return quick
    try:
        node: yaml.Node | None = yaml.compose(source, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise Unreadable((mark.line if mark else 0) + first_line, fault.problem or "this cannot be read") from fault
    except yaml.YAMLError as fault:
        raise Unreadable(first_line, "there is a character here that YAML does not allow") from fault
    return node


def _mapping(node: yaml.Node, first_line: int) -> dict[str, Entry]:
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable(node.start_mark.line + first_line, 'these are not "word: value" lines')
    words: dict[str, Entry] = {}
    for key, value in node.value:
        line = key.start_mark.line + first_line
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable(line, "the word before the colon cannot be read")
        if key.value in words:
            raise Unreadable(line, f'"{key.value}" stands here twice')
        words[key.value] = _entry(value, line, first_line)
    return words


def _entry(node: yaml.Node, line: int, first_line: int) -> Entry:
    if isinstance(node, yaml.ScalarNode):
        return Entry(line=line, text=node.value)
    if isinstance(node, yaml.SequenceNode):
        if all(isinstance(item, yaml.ScalarNode) for item in node.value):
            return Entry(line=line, texts=tuple(item.value for item in node.value))
        return Entry(line=line, mappings=tuple(_mapping(item, first_line) for item in node.value))
    return Entry(line=line, mappings=(_mapping(node, first_line),))
