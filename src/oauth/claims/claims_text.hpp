// Writes the JSON text of a token's claims straight into a string: no document is built for what is
// written once and signed.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>

namespace tessera::oauth {

// RFC 8259 7, with the quotes.
void append_json_string(std::string& out, std::string_view text);

class ClaimsText {
 public:
  ClaimsText() { out_.reserve(640); }
  void text(std::string_view name, std::string_view value);
  void text_if(std::string_view name, std::string_view value);  // left out if empty
  void number(std::string_view name, std::int64_t value);
  void time(std::string_view name, TimePoint value) { number(name, to_unix(value)); }
  void list(std::string_view name, const std::vector<std::string>& values);
  void raw(std::string_view name, std::string_view json);
  [[nodiscard]] std::string finish() &&;

 private:
  void begin(std::string_view name);
  std::string out_{"{"};
};

// "a b c"
[[nodiscard]] std::string join_words(const std::vector<std::string>& words);

}  // namespace tessera::oauth
