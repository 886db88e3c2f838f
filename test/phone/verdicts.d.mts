export declare const checks: readonly {
  readonly name: string;
  run(phone: typeof import('../../src/phone/index.js')): Promise<void>;
}[];
