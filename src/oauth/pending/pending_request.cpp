#include "oauth/pending/pending_request.hpp"

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::oauth {
namespace {

namespace json = boost::json;
constexpr std::string_view kDetailsContext = "oauth.pending.1";
constexpr std::string_view kTicketContext = "oauth.pending_ticket.1";
constexpr std::string_view kLetters = "BCDFGHJKLMNPQRSTVWXZ";
constexpr std::size_t kLength = 8;

std::string seal(const json::object& object, std::string_view context, const crypto::Keyring& keys,
                 Random& random) {
  const auto plain = json::serialize(object);
  return codec::to_base64url(keys.seal(crypto::kPurposeFlow, as_bytes(plain), context, random));
}

std::optional<json::object> open(std::string_view sealed, std::string_view context,
                                 const crypto::Keyring& keys) {
  const auto box = codec::from_base64url(sealed);
  if (!box) return std::nullopt;
  const auto plain = keys.open(crypto::kPurposeFlow, *box, context);
  if (!plain) return std::nullopt;
  auto object = codec::parse_json_object(as_text(*plain));
  return object ? std::optional(std::move(*object)) : std::nullopt;
}

}  // namespace

std::string seal_pending(const PendingDetails& d, const crypto::Keyring& keys, Random& random) {
  const json::object out{{"r", seal_request(d.request, keys, random)},
                         {"c", d.code},
                         {"u", d.user_code},
                         {"b", d.binding_message},
                         {"n", d.notification_token}};
  return seal(out, kDetailsContext, keys, random);
}

std::optional<PendingDetails> open_pending(std::string_view sealed, const crypto::Keyring& keys,
                                           TimePoint now) {
  const auto object = open(sealed, kDetailsContext, keys);
  if (!object) return std::nullopt;
  auto request = open_request(codec::text_of(*object, "r"), keys, now);
  if (!request) return std::nullopt;
  return PendingDetails{.request = std::move(request->request),
                        .code = codec::text_of(*object, "c"),
                        .user_code = codec::text_of(*object, "u"),
                        .binding_message = codec::text_of(*object, "b"),
                        .notification_token = codec::text_of(*object, "n")};
}

std::string seal_ticket(const PendingTicket& t, const crypto::Keyring& keys, Random& random) {
  const json::object out{{"h", codec::to_base64url(t.hash)}, {"t", t.tried}, {"s", t.shown}};
  return seal(out, kTicketContext, keys, random);
}

std::optional<PendingTicket> open_ticket(std::string_view sealed, const crypto::Keyring& keys) {
  const auto object = open(sealed, kTicketContext, keys);
  if (!object) return std::nullopt;
  auto hash = codec::from_base64url(codec::text_of(*object, "h"));
  if (!hash) return std::nullopt;
  const auto* tried = object->if_contains("t");
  return PendingTicket{.hash = std::move(*hash),
                       .tried = tried != nullptr && tried->is_bool() && tried->get_bool(),
                       .shown = codec::text_of(*object, "s")};
}

std::string make_user_code(Random& random) {
  // Bytes from 240 on would make the first letters likelier.
  constexpr std::size_t kFair = 256 / kLetters.size() * kLetters.size();
  std::string out;
  while (out.size() < kLength) {
    const std::size_t byte = random.bytes(1).front();
    if (byte < kFair) out.push_back(kLetters[byte % kLetters.size()]);
  }
  return out;
}

std::optional<std::string> normalize_user_code(std::string_view text) {
  if (text.size() > 4 * kLength) return std::nullopt;
  std::string out;
  for (char c : text) {
    if (c == '-' || c == ' ' || c == '.' || c == '_') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (kLetters.find(c) == std::string_view::npos) return std::nullopt;
    out.push_back(c);
  }
  return out.size() == kLength ? std::optional(std::move(out)) : std::nullopt;
}

std::string show_user_code(std::string_view code) {
  return std::string(code.substr(0, kLength / 2)) + "-" + std::string(code.substr(kLength / 2));
}

Bytes user_code_hash(std::string_view code) {
  const auto digest = crypto::sha256(as_bytes("user_code " + std::string(code)));
  return {digest.begin(), digest.end()};
}

}  // namespace tessera::oauth
