#include <boost/json/serialize.hpp>

#include <tessera/authn/certificates.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/codec/plain_text.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/people/envelope.hpp>

namespace tessera::authn {
namespace {

constexpr std::size_t kLongestAnswer = 8192;
constexpr std::size_t kLongestName = 200;

std::string context_of(std::string_view challenge) {
  return "certificate-answer|" + codec::to_base64url(crypto::sha256(as_bytes(challenge)));
}

bool flag_of(const boost::json::object& o, std::string_view name) {
  const auto* found = o.if_contains(name);
  return found != nullptr && found->is_bool() && found->get_bool();
}

std::optional<TimePoint> time_of(const boost::json::object& o, std::string_view name) {
  const auto* found = o.if_contains(name);
  if (found == nullptr || !found->is_int64()) return std::nullopt;
  return TimePoint{Duration{found->get_int64()}};
}

}  // namespace

std::string seal_reading(const CertificateReading& reading, std::string_view challenge,
                         const crypto::Keyring& keys, Random& random) {
  const boost::json::object o{{"e", reading.error},
                              {"r", reading.realm},
                              {"i", reading.identifier},
                              {"l", codec::shorten(reading.label, kLongestName)},
                              {"h", reading.hardware},
                              {"u", reading.unchecked},
                              {"x", reading.not_after.time_since_epoch().count()},
                              {"t", reading.read.time_since_epoch().count()}};
  const auto plain = boost::json::serialize(o);
  return codec::to_base64url(
      keys.seal(crypto::kPurposeFlow, as_bytes(plain), context_of(challenge), random));
}

std::optional<CertificateReading> open_reading(std::string_view sealed, std::string_view challenge,
                                               const crypto::Keyring& keys, TimePoint now) {
  if (challenge.empty() || sealed.size() > kLongestAnswer) return std::nullopt;
  const auto box = codec::from_base64url(sealed);
  if (!box) return std::nullopt;
  const auto plain = keys.open(crypto::kPurposeFlow, *box, context_of(challenge));
  if (!plain) return std::nullopt;
  const auto o = codec::parse_json_object(as_text(*plain));
  if (!o) return std::nullopt;
  const auto read = time_of(*o, "t");
  const auto not_after = time_of(*o, "x");
  if (!read || !not_after || now >= *read + kCertificateAnswerLife) return std::nullopt;
  return CertificateReading{.error = codec::text_of(*o, "e"),
                            .realm = codec::text_of(*o, "r"),
                            .identifier = codec::text_of(*o, "i"),
                            .label = codec::text_of(*o, "l"),
                            .hardware = flag_of(*o, "h"),
                            .unchecked = flag_of(*o, "u"),
                            .not_after = *not_after,
                            .read = *read};
}

std::vector<Bytes> certificate_lookup_keys(const CertificateReading& reading,
                                           const crypto::Keyring& keys) {
  std::vector<Bytes> out;
  const auto add = [&](const Bytes& fingerprint) {
    const auto digest = crypto::sha256(fingerprint);
    Bytes key(digest.begin(), digest.end());
    if (out.empty() || out.front() != key) out.push_back(std::move(key));
  };
  // The name of a realm has no "|".
  const auto value = reading.realm + "|" + reading.identifier;
  add(people::fingerprint("certificate", value, keys));
  for (const auto& each : people::fingerprints("certificate", value, keys)) add(each);
  return out;
}

}  // namespace tessera::authn
