/**
 * Where two JSON values first differ, in words; undefined: they are equal. A wanted value may be,
 * or hold, an asymmetric matcher such as `expect.any(String)`.
 */
export function firstDifference(wanted: unknown, actual: unknown, path = "$"): string | undefined {
  if (isAsymmetric(wanted)) {
    return wanted.asymmetricMatch(actual) ? undefined : differ(path, String(wanted), actual);
  }
  if (Array.isArray(wanted) && Array.isArray(actual)) {
    for (let index = 0; index < Math.max(wanted.length, actual.length); index++) {
      const found = firstDifference(wanted[index], actual[index], `${path}[${index}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (isObject(wanted) && isObject(actual)) {
    for (const key of new Set([...Object.keys(wanted), ...Object.keys(actual)])) {
      const found = firstDifference(ownMember(wanted, key), ownMember(actual, key), at(path, key));
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return Object.is(wanted, actual) ? undefined : differ(path, show(wanted), actual);
}

function differ(path: string, wanted: string, actual: unknown): string {
  return `at ${path}: wanted ${wanted}, got ${show(actual)}`;
}

interface Asymmetric {
  asymmetricMatch(actual: unknown): boolean;
}

function isAsymmetric(value: unknown): value is Asymmetric {
  return isObject(value) && typeof value.asymmetricMatch === "function";
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function ownMember(object: { readonly [key: string]: unknown }, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function at(path: string, key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
