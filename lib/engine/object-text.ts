/** The JSON text of an object, made member by member. */
export class ObjectText {
  private members = "";

  /** @param text the value's JSON text */
  add(name: string, text: string): void {
    this.addMember(`"${name}":${text}`);
  }

  /** @param member its name and its value, as they are in the text */
  addMember(member: string): void {
    this.members += this.members === "" ? member : `,${member}`;
  }

  toString(): string {
    return `{${this.members}}`;
  }
}
