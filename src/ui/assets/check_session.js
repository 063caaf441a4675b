// OpenID Connect Session Management 1.0, 3.2: a portal that frames this page asks by postMessage
// "client_id SP session_state" whether the session of the browser is still the one it knows, and hears
// "unchanged", "changed" or "error". It learns nothing else; no request is made.
(function () {
  "use strict";

  function rotate(word, by) {
    return (word >>> by) | (word << (32 - by));
  }

  // The first 32 bits of the fractional parts of a root of the first primes (FIPS 180-4 4.2.2, 5.3.3).
  function constants(count, root) {
    var words = [];
    for (var candidate = 2; words.length < count; candidate++) {
      var prime = true;
      for (var factor = 2; factor * factor <= candidate; factor++) {
        if (candidate % factor === 0) prime = false;
      }
      if (prime) {
        var value = Math.pow(candidate, 1 / root);
        words.push(((value - Math.floor(value)) * 4294967296) | 0);
      }
    }
    return words;
  }

  function blocks(text) {
    var words = [];
    var i;
    for (i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
    words[i >> 2] |= 0x80 << (24 - (i % 4) * 8);
    var length = (((text.length + 8) >> 6) + 1) * 16;
    for (i = 0; i < length; i++) words[i] = words[i] | 0;
    words[length - 1] = text.length * 8;
    return words;
  }

  // SHA-256 of an ASCII text as hex (FIPS 180-4 6.2); written out, because older frames have no WebCrypto.
  function digest(text) {
    var k = constants(64, 3);
    var hash = constants(8, 2);
    var words = blocks(text);
    for (var start = 0; start < words.length; start += 16) {
      var w = words.slice(start, start + 16);
      var s = hash.slice();
      for (var t = 0; t < 64; t++) {
        if (t >= 16) {
          var a = w[t - 15], b = w[t - 2];
          w[t] = (w[t - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)) + w[t - 7] +
                  (rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10))) | 0;
        }
        var one = (s[7] + (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) +
                   ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[t] + w[t]) | 0;
        var two = ((rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) +
                   ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]))) | 0;
        s = [(one + two) | 0, s[0], s[1], s[2], (s[3] + one) | 0, s[4], s[5], s[6]];
      }
      for (var i = 0; i < 8; i++) hash[i] = (hash[i] + s[i]) | 0;
    }
    return hash.map(function (word) {
      return ("0000000" + (word >>> 0).toString(16)).slice(-8);
    }).join("");
  }

  function browserState() {
    var found = /(?:^|;\s*)__Host-session-state=([^;]*)/.exec(document.cookie);
    return found ? found[1] : "";
  }

  function answer(message, origin) {
    var parts = /^([^ ]+) ([0-9a-f]{64})\.([A-Za-z0-9_-]+)$/.exec(message);
    if (!parts) return "error";
    var now = digest([parts[1], origin, browserState(), parts[3]].join(" "));
    return now === parts[2] ? "unchanged" : "changed";
  }

  window.addEventListener("message", function (event) {
    if (typeof event.data !== "string" || !event.source) return;
    event.source.postMessage(answer(event.data, event.origin), event.origin);
  });
})();
