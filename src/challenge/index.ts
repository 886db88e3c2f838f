export { solveAltcha } from './altcha.js';
