// rooms: jose
#include <tessera/codec/json.hpp>
#include <tessera/jose/jws.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::jose;

namespace {

constexpr std::string_view kPublished =
    R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";

}  // namespace

// RFC 8037's key has signed one thing in public: nothing else may ever verify under it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Key kKey = parse_jwk(*codec::parse_json_object(kPublished))->key;
  const auto token = fuzz::as_input(data, size);
  const JwsRules rules{.algorithms = {SignAlg::eddsa, SignAlg::es256}};
  const auto header = peek_header(token, rules);
  const auto payload = peek_payload(token);
  const auto verified =
      verify_jws(token, rules, [](const JwsHeader&) { return std::optional(kKey); });
  if (!verified) return 0;
  fuzz::require(header && header->alg == SignAlg::eddsa && payload == verified->payload);
  fuzz::require(verified->payload == "Example of Ed25519 signing");
  return 0;
}
