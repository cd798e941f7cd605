/** Why the template would not give every object a name of its own. */
export function rolledKeyProblem(template: string): string | undefined {
  for (const placeholder of ['#{key}', '#{n}']) {
    if (!template.includes(placeholder)) {
      return `needs \`${placeholder}\`, otherwise two objects would get the same name`;
    }
  }
  const unknown = /#\{(?!(?:key|n)\})[^}]*\}?/.exec(template);
  if (unknown === null) return undefined;
  return `\`${unknown[0]}\` is not known: there are \`#{key}\` and \`#{n}\``;
}

/** The name of the `n`th object (from 1) that follows `key`. */
export function rolledKey(template: string, key: string, n: number): string {
  // One pass: a key that contains a placeholder must stay as it is.
  return template.replace(/#\{(key|n)\}/g, (_, name) => (name === 'key' ? key : String(n)));
}
