/** What the page shows at this moment, and who wants to know when it changes. */

import type { Language, Legend, Place } from "../api/types";
import type { Visible } from "./layers";
import type { Pick } from "./picking";

export type Phase = "loading" | "ready" | "failed" | "no-webgl";

export interface State {
  language: Language;
  phase: Phase;
  place: Place | null;
  legend: Legend | null;
  visible: Visible;
  zoom: number;
  panelOpen: boolean;
  picks: readonly Pick[];
  pickAt: number;
}

type Listener = (state: Readonly<State>) => void;

/** Holds the state; a listener hears of changes to the keys it named. */
export class Store {
  #state: State;
  readonly #listeners: { keys: readonly (keyof State)[]; listener: Listener }[] = [];

  constructor(state: State) {
    this.#state = state;
  }

  get state(): Readonly<State> {
    return this.#state;
  }

  /** Changes what is given; listeners hear of it once, and only where a value differs. */
  set(change: Partial<State>): void {
    const before = this.#state;
    this.#state = { ...before, ...change };
    for (const { keys, listener } of this.#listeners) {
      if (keys.some((key) => before[key] !== this.#state[key])) listener(this.#state);
    }
  }

  /** Calls `listener` now and after each change of one of `keys`. */
  watch(keys: readonly (keyof State)[], listener: Listener): void {
    this.#listeners.push({ keys, listener });
    listener(this.#state);
  }
}
