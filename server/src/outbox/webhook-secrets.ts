/** Characters of a text, or bytes behind `whsec_`, that nobody guesses. */
const least = 16;
const prefix = 'whsec_';

/** Several secrets are apart by spaces. */
export function secretsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** The key that a secret stands for: what follows `whsec_`, which is base64; any other text as it is. */
export function keyOf(secret: string): Buffer {
  return secret.startsWith(prefix)
    ? Buffer.from(secret.slice(prefix.length), 'base64')
    : Buffer.from(secret);
}

/** What is wrong with a setting's secrets, to be said of its name; never shows one. */
export function secretsProblem(text: string): string | undefined {
  const secrets = secretsOf(text);
  if (secrets.length === 0) return 'is empty.';
  const one = secrets.length > 1 ? 'has a secret that ' : '';
  for (const secret of secrets) {
    if (secret.startsWith(prefix)) {
      if (!isBase64(secret.slice(prefix.length)) || keyOf(secret).length < least) {
        return `${one}begins with ${prefix}, and goes on with no base64 of ${least} bytes or more.`;
      }
    } else if (secret.length < least) {
      return `${one}is shorter than ${least} characters.`;
    }
  }
  return undefined;
}

/** With its padding (RFC 4648, section 4): receivers' libraries want it, and Node reads past anything. */
function isBase64(text: string): boolean {
  return /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(text);
}
