#!/usr/bin/env node
// npm links a program at install only where it is there already, and dist/ is built after that.
import '../dist/cli.js';
