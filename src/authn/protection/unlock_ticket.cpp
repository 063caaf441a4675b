#include "authn/protection/unlock_ticket.hpp"

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::authn {
namespace {

constexpr std::size_t kLongest = 1024;

std::string context_of(std::string_view binding) {
  return "unlock|" + std::string(binding);
}

}  // namespace

std::string seal_unlock_ticket(const Uuid& person, std::string_view binding, TimePoint now,
                               const crypto::Keyring& keys, Random& random) {
  const boost::json::object o{{"p", to_string(person)}, {"i", now.time_since_epoch().count()}};
  const auto plain = boost::json::serialize(o);
  return codec::to_base64url(
      keys.seal(crypto::kPurposeFlow, as_bytes(plain), context_of(binding), random));
}

std::optional<Uuid> open_unlock_ticket(std::string_view ticket, std::string_view binding,
                                       TimePoint now, const crypto::Keyring& keys) {
  if (binding.empty() || ticket.size() > kLongest) return std::nullopt;
  const auto box = codec::from_base64url(ticket);
  if (!box) return std::nullopt;
  const auto plain = keys.open(crypto::kPurposeFlow, *box, context_of(binding));
  if (!plain) return std::nullopt;
  const auto o = codec::parse_json_object(as_text(*plain));
  if (!o) return std::nullopt;
  const auto* person = codec::find_string(*o, "p");
  const auto* issued = o->if_contains("i");
  if (person == nullptr || issued == nullptr || !issued->is_int64()) return std::nullopt;
  const TimePoint since{Duration{issued->get_int64()}};
  if (now < since || now >= since + kUnlockLife) return std::nullopt;
  return parse_uuid(std::string_view(*person));
}

}  // namespace tessera::authn
