const customers = [
  "id,name,city",
  "1,Ada,London",
  "2,Grace,New York",
  "3,Edsger,Rotterdam",
  "4,Barbara,Boston",
  "5,Niklaus,Winterthur",
].join("\n");

const numbered = (count: number, fields: object): object[] =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, ...fields }));

/** What distributed Maps read, on either side: the objects of the bucket `shop`, by key. */
export const objects: { readonly [key: string]: string } = {
  "customers.csv": customers,
  "MapRedriven.json": JSON.stringify([...numbered(3, {}), { id: 4, fails: 1 }]),
  "MapOfExpress.json": JSON.stringify([...numbered(2, {}), { id: 3, fails: 1_000 }]),
  "MapStopped.json": JSON.stringify(numbered(5, { milliseconds: 2_000 })),
  "MapFaster.json": JSON.stringify(numbered(5, { milliseconds: 1_000 })),
};
