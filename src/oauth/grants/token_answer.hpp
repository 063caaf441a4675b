// The successful answer of the token endpoint, RFC 6749 5.1.
#pragma once

#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>

namespace tessera::oauth::grants {

struct TokenAnswer {
  std::string_view access_token;
  seconds life{0};
  std::string_view scope;
  std::string_view id_token;                    // or empty
  std::string_view refresh_token;               // or empty
  bool dpop = false;                            // RFC 9449 5: token_type
  std::string_view issued_token_type = {};      // RFC 8693 2.2.1, or empty
  std::string_view authorization_details = {};  // RFC 9396 7, JSON, or empty
};

[[nodiscard]] std::string render_answer(const TokenAnswer& answer);

}  // namespace tessera::oauth::grants
