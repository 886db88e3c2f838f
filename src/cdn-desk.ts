/**
 * `<call-desk>` and all that it is made of, for a page without a bundler:
 *
 *     <script type="module" src="https://relay.example/cdn/call-desk.js"></script>
 */
import './define/call-desk.js';
import './messages/it.js';
