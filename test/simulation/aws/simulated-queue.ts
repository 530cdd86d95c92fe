import type { Scheduler } from "../scheduler.ts";

export interface QueueSettings {
  readonly name: string;
  /** How long a message that was received is hidden. */
  readonly visibilityMs: number;
  /** Messages of an invocation. */
  readonly batchMax: number;
  /** Where a message goes that was received so often. */
  readonly deadLetters?: { readonly queue: SimulatedQueue; readonly receivesMax: number };
}

export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  readonly sentMs: number;
  receives: number;
  /** Hidden until then. */
  visibleMs: number;
  isDeleted: boolean;
}

/** An SQS queue: in no order, each message at least once, until it is deleted. */
export class SimulatedQueue {
  readonly settings: QueueSettings;
  sent = 0;
  /** Messages that can be received. */
  readonly visible: QueueMessage[] = [];
  private readonly scheduler: Scheduler;
  /** There is a message to be received. */
  private readonly arrived: (queue: SimulatedQueue) => void;
  private readonly hidden = new Map<string, QueueMessage>();

  constructor(
    settings: QueueSettings,
    scheduler: Scheduler,
    arrived: (queue: SimulatedQueue) => void,
  ) {
    this.settings = settings;
    this.scheduler = scheduler;
    this.arrived = arrived;
  }

  get arn(): string {
    return `arn:aws:sqs:us-east-1:111122223333:${this.settings.name}`;
  }

  get url(): string {
    return `https://sqs.us-east-1.amazonaws.com/111122223333/${this.settings.name}`;
  }

  /** Messages that are not deleted. */
  get length(): number {
    return this.visible.length + this.hidden.size;
  }

  send(body: string, delayMs: number, sentMs = this.scheduler.nowMs): void {
    const id = `${this.settings.name}-${++this.sent}`;
    this.hide({ id, body, sentMs, receives: 0, visibleMs: 0, isDeleted: false }, delayMs);
  }

  /** Some of the visible messages, hidden from now on. */
  receive(count: number, choose: (length: number) => number): readonly QueueMessage[] {
    const received: QueueMessage[] = [];
    while (received.length < count && this.visible.length > 0) {
      const [message] = this.visible.splice(choose(this.visible.length), 1);
      if (message === undefined) break;
      const { deadLetters, visibilityMs } = this.settings;
      if (deadLetters !== undefined && message.receives >= deadLetters.receivesMax) {
        deadLetters.queue.send(message.body, 0, message.sentMs);
        continue;
      }
      message.receives++;
      this.hide(message, visibilityMs);
      received.push(message);
    }
    return received;
  }

  /** It can be received again soon, although somebody works on it. */
  show(message: QueueMessage, afterMs: number): void {
    if (!message.isDeleted && this.hidden.has(message.id)) this.hide(message, afterMs);
  }

  delete(id: string): void {
    const message = this.hidden.get(id) ?? this.visible.find((one) => one.id === id);
    if (message === undefined) return;
    message.isDeleted = true;
    this.hidden.delete(id);
    const place = this.visible.indexOf(message);
    if (place >= 0) this.visible.splice(place, 1);
  }

  private hide(message: QueueMessage, forMs: number): void {
    const visibleMs = this.scheduler.nowMs + forMs;
    message.visibleMs = visibleMs;
    this.hidden.set(message.id, message);
    this.scheduler.at(visibleMs, () => {
      if (message.isDeleted || message.visibleMs !== visibleMs) return;
      this.hidden.delete(message.id);
      this.visible.push(message);
      this.arrived(this);
    });
  }
}
