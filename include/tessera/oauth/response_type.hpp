// What the authorization endpoint answers with, and how the answer travels (OAuth 2.0 Multiple
// Response Types 2 and 3, Form Post Response Mode, JARM 2.3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tessera::oauth {

struct ResponseType {
  bool code = false;
  bool id_token = false;
  bool token = false;

  // Something that is worth stealing passes through the browser.
  [[nodiscard]] bool front_channel() const { return id_token || token; }
  friend bool operator==(const ResponseType&, const ResponseType&) = default;
};

// Words in any order, none twice; nullopt for anything else. Whether it is served is the profile's
// matter.
[[nodiscard]] std::optional<ResponseType> parse_response_type(std::string_view text);
// In the order of the registered values: "code id_token token".
[[nodiscard]] std::string to_string(const ResponseType& type);

enum class ResponseMode { query, fragment, form_post };

struct ResponseWay {
  ResponseMode mode = ResponseMode::query;
  bool jwt = false;  // one parameter, `response`, signed
  friend bool operator==(const ResponseWay&, const ResponseWay&) = default;
};

// Multiple Response Types 2.1 and 3: fragment once a token passes.
[[nodiscard]] ResponseMode default_mode(const ResponseType& type);
// nullopt for an unknown word. "jwt" means the default mode of the type (JARM 2.3.4).
[[nodiscard]] std::optional<ResponseWay> parse_response_mode(std::string_view text,
                                                             const ResponseType& type);

}  // namespace tessera::oauth
