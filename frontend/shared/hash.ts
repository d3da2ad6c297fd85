/** The hash of what is open: the exclusive or of FNV-1a (32 bit) over "id:version"; `realtime/frames.py` does the same. */
export function mark(id: string, version: number): number {
  let hash = 0x811c9dc5;
  const text = `${id}:${version}`;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** The hash of a whole set; one mark in or out is one more exclusive or. */
export function hashOf(matters: Iterable<{ id: string; version: number }>): number {
  let hash = 0;
  for (const each of matters) hash ^= mark(each.id, each.version);
  return hash >>> 0;
}
