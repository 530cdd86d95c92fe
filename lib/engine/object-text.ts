/** The JSON text of an object, made member by member. */
export class ObjectText {
  private members = "";

  /** @param text the value's JSON text */
  add(name: string, text: string): void {
    this.members += this.members === "" ? `"${name}":${text}` : `,"${name}":${text}`;
  }

  toString(): string {
    return `{${this.members}}`;
  }
}
