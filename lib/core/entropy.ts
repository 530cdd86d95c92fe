import type { Entropy } from "../data/scope.ts";

/**
 * Randomness without state of its own: the n-th draw of an execution is a hash of the execution's
 * ARN, the seed of the stimulus and n. So it does not matter how often the execution was loaded.
 */
export class SeededEntropy implements Entropy {
  /** Draws since the start of the execution. */
  draws: number;
  private readonly key: string;
  private readonly seed: number;
  private readonly words = new Uint32Array(4);
  private base: Uint32Array | undefined;

  constructor(key: string, seed: number, draws: number) {
    this.key = key;
    this.seed = seed;
    this.draws = draws;
  }

  random(): number {
    this.draw();
    const high = (this.words[0] ?? 0) >>> 5;
    const low = (this.words[1] ?? 0) >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  uuid(): string {
    this.draw();
    let hex = "";
    for (const word of this.words) hex += word.toString(16).padStart(8, "0");
    const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  private draw(): void {
    this.base ??= hash(this.key, this.seed);
    const { base, words } = this;
    const draw = this.draws++;
    for (let lane = 0; lane < 4; lane++) {
      words[lane] = mix((base[lane] ?? 0) ^ Math.imul(draw + 1, 0x9e3779b1 + 2 * lane));
    }
    for (let round = 0; round < 8; round++) {
      const lane = round & 3;
      words[lane] = mix((words[lane] ?? 0) ^ (words[(lane + 1) & 3] ?? 0) ^ round);
    }
  }
}

function hash(key: string, seed: number): Uint32Array {
  const lanes = new Uint32Array(4);
  for (let lane = 0; lane < 4; lane++) {
    let value = mix((seed >>> 0) ^ Math.imul(lane + 1, 0x85ebca6b));
    value = mix(value ^ (Math.floor(seed / 4_294_967_296) >>> 0));
    for (let at = 0; at < key.length; at++) {
      value = Math.imul(value ^ key.charCodeAt(at), 0x01000193) ^ (value >>> 15);
    }
    lanes[lane] = mix(value);
  }
  return lanes;
}

/** The finaliser of MurmurHash3. */
function mix(value: number): number {
  let word = value;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
