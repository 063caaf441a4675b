// rooms: oauth codec
#include <tessera/codec/json.hpp>
#include <tessera/jose/claims.hpp>

#include "oauth/proofs/client_assertion.hpp"
#include "require.hpp"

using namespace tessera;
using namespace tessera::oauth;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::as_input(data, size);
  (void)claimed_client(text);
  const auto claims = jose::parse_claims(text);
  if (!claims) return 0;
  ClientRecord record;
  record.client.id = *parse_uuid("00000000-0000-4000-8000-000000000001");
  constexpr std::string_view kIssuer = "https://login.test";
  const TimePoint now{seconds{1'800'000'000}};
  const auto wide = make_entry(record, {});
  const auto narrow = make_entry(record, {.assertion_for_issuer_only = true});
  const bool one =
      check_assertion(*claims, narrow, kIssuer, "https://login.test/x", now).has_value();
  const bool other =
      check_assertion(*claims, wide, kIssuer, "https://login.test/x", now).has_value();
  fuzz::require(!one || other);
  if (!other) return 0;
  fuzz::require(claims->iss == wide.client_id && claims->sub == wide.client_id);
  fuzz::require(!claims->jti.empty() && claims->exp &&
                *claims->exp <= now + kAssertionLife + kAssertionLeeway);
  return 0;
}
