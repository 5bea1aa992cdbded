/** Names a field, relation or column may not have: they mean something else in every rule. */
export const reservedNames: ReadonlySet<string> = new Set([
  ...['subject', 'case', 'given', 'taken', 'each', 'tables', 'lists', 'registers', 'terms', 'was', 'one', 'today', 'now', 'actor'],
  ...['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop'],
  ...['package', 'namespace', 'return', 'var', 'void', 'while', 'prototype', '__proto__'],
  ...['string', 'bool', 'int', 'uint', 'double', 'map', 'list', 'bytes', 'null_type', 'type', 'google', 'cel', 'optional'],
])
