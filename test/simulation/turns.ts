/**
 * Resolves when all that was ready to run has run, and whatever was rejected unheard was heard of.
 * Callers have their turns one after the other. Many turns are booked at once, so that the event
 * loop looks once for all of them at what the outside has for it: here that is nothing.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (booked === 0) book();
  });
}

function book(): void {
  booked = atOnce;
  for (let turn = 0; turn < atOnce; turn++) setImmediate(take);
}

function take(): void {
  booked--;
  waiting.shift()?.();
  if (booked === 0 && waiting.length > 0) book();
}

const waiting: (() => void)[] = [];
let booked = 0;
const atOnce = 64;
