"""JSON trees with something else in one place."""

import copy


def places(tree, path=()):
    """The path of every value in a tree, of the tree itself too."""
    yield path
    if isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from places(value, (*path, key))


def leaves(tree):
    """The path of every text, number and flag in a tree."""
    return (path for path in places(tree) if not isinstance(at(tree, path), dict | list | None))


def at(tree, path):
    for key in path:
        tree = tree[key]
    return tree


def changed(tree, path, value):
    """A copy of a tree with ``value`` at ``path``."""
    if not path:
        return value
    tree = copy.deepcopy(tree)
    at(tree, path[:-1])[path[-1]] = value
    return tree
