const NAME = /(?:PASS(?:WORD|WD|PHRASE)?|SECRET|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?)(?:$|_(?!FILE|PATH|DIR|NAME|URL|LIFE|ID$))/i;

/** Whether a variable of that name usually holds a secret. */
export function isSecretName(name: string): boolean {
  return NAME.test(name) || /(?:^|_)PWD$/.test(name.replace(/^(?:OLD)?PWD$/, ''));
}

const PATTERNS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a password in a URL', pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@'"$]*:([^\s/@'"$]+)@/gi },
  { what: 'an access key of AWS', pattern: /\b((?:AKIA|ASIA)[A-Z0-9]{16})\b/g },
  { what: 'a token', pattern: /\b((?:ghp|gho|ghs|github_pat|xox[abprs]|sk_live)[_-][A-Za-z0-9_-]{16,})/g },
  { what: 'a token', pattern: /\bAuthorization:\s*(?:Bearer|Basic|Token)\s+([A-Za-z0-9+/._=-]{8,})/gi },
];

/** Names and values written as `PASSWORD=…`, `password: …`, `'password' => '…'`. */
const ASSIGNED = /([A-Za-z_][A-Za-z0-9_]*)["']?\s*(?:=>|[:=])\s*(?:"([^"$`]+)"|'([^']+)'|([^\s"'$`;,&|(){}<>]+))/g;

/** Secrets that stand in a text literally. `at` is the offset of the value. */
export function secretsIn(text: string): readonly { readonly what: string; readonly value: string; readonly at: number }[] {
  const found = PATTERNS.flatMap(({ what, pattern }) =>
    [...text.matchAll(pattern)].map((match) => ({ what, value: match[1] ?? '', at: match.index })),
  );
  for (const match of text.matchAll(ASSIGNED)) {
    const [, name = '', double, single, plain] = match;
    const value = double ?? single ?? plain ?? '';
    if (isSecretName(name) && value !== '' && !/^(?:true|false|null|none|yes|no|\d{1,3})$/i.test(value) && !value.startsWith('$')) {
      found.push({ what: `the value of ${name}`, value, at: match.index });
    }
  }
  return found;
}
