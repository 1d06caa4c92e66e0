/** Fewer different characters than that say nothing; but for text of kana, which begins with bytes that hardly any half-width katakana has. */
const TELLING = 12;
const TELLING_KANA = 4;

/** Rows of JIS X 0208 by the first byte that EUC-JP has for them: punctuation, letters and digits, hiragana, katakana. */
const EVERYDAY = [0xa1, 0xa3, 0xa4, 0xa5];

/** In the other rows up to here EUC-JP has symbols and other scripts; from the second number on, kanji that are rare (level 2). */
const SYMBOLS_TO = 0xaf;
const RARE_FROM = 0xd0;

/** Above it no byte is half-width katakana in CP932. */
const LAST_KATAKANA = 0xdf;

/**
 * Tells EUC-JP from CP932 for a text that is valid in both. As CP932 it holds nothing but half-width katakana and rare kanji then: the first bytes of both are
 * others. Different characters count, not how often they come: the same word on each line is no evidence.
 */
export class JapaneseTally {
  readonly #pairs = new Set<number>();
  #lead = 0;
  #skip = 0;
  #rareInCp932 = false;

  add(chunk: Buffer): void {
    for (const byte of chunk) {
      if (this.#skip > 0) this.#skip -= 1;
      else if (this.#lead > 0) {
        this.#pairs.add((this.#lead << 8) | byte);
        this.#rareInCp932 ||= this.#lead > LAST_KATAKANA || byte > LAST_KATAKANA;
        this.#lead = 0;
      } else if (byte === 0x8e || byte === 0x8f) this.#skip = byte === 0x8e ? 1 : 2;
      else if (byte >= 0xa1) this.#lead = byte;
    }
  }

  /** Undefined where it could be either. */
  get told(): 'cp932' | 'euc-jp' | undefined {
    const leads = [...this.#pairs].map((pair) => pair >> 8);
    const share = (fits: (lead: number) => boolean) => leads.filter(fits).length / leads.length;
    const everyday = share((lead) => EVERYDAY.includes(lead));
    if (leads.length >= TELLING_KANA && everyday >= 1 / 2) return 'euc-jp';
    if (leads.length < TELLING) return undefined;
    if (this.#rareInCp932 || everyday >= 1 / 3) return 'euc-jp';
    const unlikely = share((lead) => (lead <= SYMBOLS_TO && !EVERYDAY.includes(lead)) || lead >= RARE_FROM);
    return unlikely >= 1 / 10 ? 'cp932' : undefined;
  }
}
