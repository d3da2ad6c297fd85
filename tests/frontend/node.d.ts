/** The little of Node that these tests use, so that the pages are not checked against Node's own globals. */
declare module "node:test" {
  export function test(name: string, body: () => void | Promise<void>): void;
}
declare module "node:assert/strict" {
  const assert: {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): asserts value;
  };
  export default assert;
}
declare module "node:fs" {
  export function readFileSync(path: number | string, encoding: "utf8"): string;
}
