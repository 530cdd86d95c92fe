/** Why a data folder cannot be used. The message names the file or folder. */
export class DataFolderError extends Error {
  override readonly name = "DataFolderError";
  readonly reason: DataFolderFault;

  constructor(reason: DataFolderFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

export type DataFolderFault =
  /** Another process owns the folder. */
  | "InUse"
  /** Something of it is damaged: nothing of it is read. */
  | "Damaged"
  /** It holds a file of the same name that is not ours. */
  | "Foreign"
  /** A later release of Stepwright wrote it. */
  | "TooNew";
