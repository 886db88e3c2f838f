export interface Text {
  readonly kind: string;
  readonly text: string;
  readonly region: string;
  readonly expected: {
    readonly verdict: 'valid' | 'unusual' | 'doubtful' | 'impossible';
    readonly doubt?: string;
    readonly reason?: string;
    readonly numbers: readonly string[];
    readonly refusal?: string;
  };
  readonly from?: string;
}
export declare const texts: readonly Text[];
