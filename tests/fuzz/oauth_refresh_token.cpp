// rooms: oauth crypto
#include <tessera/oauth/refresh_token.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::oauth;

namespace {

const crypto::Keyring& ring() {
  static const crypto::Keyring keys([] {
    SeededRandom random(7);
    crypto::PurposeKey key;
    key.id = 1;
    key.purpose = std::string(crypto::kPurposeRefresh);
    key.key = Secret(random.bytes(32));
    std::vector<crypto::PurposeKey> out;
    out.push_back(std::move(key));
    return out;
  }());
  return keys;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_input(data, size);
  if (const auto token = parse_refresh_token(input, ring())) {
    fuzz::require(render_refresh_token(*token, ring()) == input);  // one text per token
  }
  if (size < 24) return 0;
  RefreshToken made;
  std::copy_n(data, 16, made.family.bytes.begin());
  made.n = data[16] | data[17] << 8;
  auto text = render_refresh_token(made, ring());
  const auto again = parse_refresh_token(text, ring());
  fuzz::require(again && again->family == made.family && again->n == made.n);
  auto& c = text[4 + data[18] % (text.size() - 4)];
  c = c == 'A' ? 'B' : 'A';
  fuzz::require(!parse_refresh_token(text, ring()));
  return 0;
}
