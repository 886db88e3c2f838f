/**
 * Every calling code with its regions, the main one first: `39ITVA 40RO`. A code without a region
 * belongs to no country: satellites, international services.
 */
export declare const codes: string;
