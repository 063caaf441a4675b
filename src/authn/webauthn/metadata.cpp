#include <algorithm>
#include <array>
#include <chrono>

#include <boost/json/array.hpp>

#include <tessera/authn/webauthn_metadata.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/jose/jws.hpp>

#include "authn/webauthn/refuse.hpp"

namespace tessera::authn::webauthn {
namespace {

namespace json = boost::json;
using crypto::AttestationCertificate;

constexpr std::size_t kLargestBlob = 64 << 20;
constexpr std::size_t kLongestX5c = 8;
// FIDO Metadata Service 3.1.4
constexpr std::array<std::string_view, 5> kCompromises{
    "USER_VERIFICATION_BYPASS", "ATTESTATION_KEY_COMPROMISE", "USER_KEY_REMOTE_COMPROMISE",
    "USER_KEY_PHYSICAL_COMPROMISE", "REVOKED"};

std::unexpected<Error> refuse_blob(std::string_view word, Errc code = Errc::invalid) {
  return fail(code, "metadata." + std::string(word));
}

const json::array* array_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains({name.data(), name.size()});
  return value == nullptr ? nullptr : value->if_array();
}

// Calls `each` with the elements that are of type T.
template <class T, class Each>
void for_each(const json::object& object, std::string_view name, const Each& each) {
  const auto* array = array_of(object, name);
  if (array == nullptr) return;
  for (const auto& value : *array) {
    if constexpr (std::is_same_v<T, json::object>) {
      if (const auto* element = value.if_object()) each(*element);
    } else {
      if (const auto* element = value.if_string())
        each(std::string_view(element->data(), element->size()));
    }
  }
}

// Some makers break their base64 into lines.
std::optional<AttestationCertificate> read_certificate(std::string_view base64) {
  std::string text(base64);
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  const auto der = codec::from_base64(text);
  if (!der) return std::nullopt;
  auto certificate = AttestationCertificate::from_der(*der);
  if (!certificate) return std::nullopt;
  return std::move(*certificate);
}

std::optional<std::vector<AttestationCertificate>> read_x5c(const json::object& header) {
  std::vector<AttestationCertificate> path;
  bool readable = true;
  for_each<json::string>(header, "x5c", [&](std::string_view text) {
    auto certificate = path.size() < kLongestX5c ? read_certificate(text) : std::nullopt;
    readable = readable && certificate.has_value();
    if (certificate) path.push_back(std::move(*certificate));
  });
  if (!readable || path.empty()) return std::nullopt;
  return path;
}

// FIDO Metadata Service 3.1.7 steps 4 to 6. The root signs for many: the name tells its signer.
bool is_signer(const std::vector<AttestationCertificate>& path, const MetadataRules& rules,
               TimePoint now) {
  const auto names = path.front().dns_names();
  const bool named = rules.signer.empty() || std::ranges::find(names, rules.signer) != names.end();
  return named && crypto::leads_to(path, std::span(&rules.root, 1), now);
}

Result<std::string> verify_blob(std::string_view blob, const MetadataRules& rules, TimePoint now) {
  const jose::JwsRules wanted{.algorithms = {jose::SignAlg::rs256, jose::SignAlg::es256},
                              .typ = "JWT",
                              .max_bytes = kLargestBlob};
  bool other_signer = false;
  auto jws = jose::verify_jws(blob, wanted,
                              [&](const jose::JwsHeader& header) -> std::optional<jose::Key> {
                                const auto path = read_x5c(header.members);
                                if (!path) return std::nullopt;
                                other_signer = !is_signer(*path, rules, now);
                                auto key = path->front().key();
                                if (other_signer || !key) return std::nullopt;
                                return std::move(*key);
                              });
  if (other_signer) return refuse_blob("signer");
  if (!jws) return refuse_blob("signature");
  return std::move(jws->payload);
}

// "2026-11-20": good until that day ends.
std::optional<TimePoint> end_of_day(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0;
  char rest = 0;
  if (text.size() != 10 ||
      std::sscanf(text.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest) != 3)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!date.ok()) return std::nullopt;
  return TimePoint{std::chrono::sys_days{date}} + days{1};
}

// Whatever was ever reported counts: which devices an update reached, no statement tells.
std::string find_compromise(const json::object& entry) {
  std::string found;
  for_each<json::object>(entry, "statusReports", [&](const json::object& report) {
    const auto status = codec::text_of(report, "status");
    if (std::ranges::find(kCompromises, status) != kCompromises.end()) found = status;
  });
  return found;
}

MetadataEntry read_entry(const json::object& entry) {
  MetadataEntry out{.compromise = find_compromise(entry)};
  const auto* value = entry.if_contains("metadataStatement");
  const auto* statement = value == nullptr ? nullptr : value->if_object();
  if (statement == nullptr) return out;
  out.description = codec::text_of(*statement, "description");
  for_each<json::string>(*statement, "attestationRootCertificates", [&](std::string_view text) {
    if (auto root = read_certificate(text)) out.roots.push_back(std::move(*root));
  });
  return out;
}

Result<Metadata> read_payload(const json::object& payload) {
  Metadata out;
  const auto* number = payload.if_contains("no");
  const auto next = end_of_day(codec::text_of(payload, "nextUpdate"));
  if (number == nullptr || !number->is_int64() || !next || array_of(payload, "entries") == nullptr)
    return refuse_blob("malformed");
  out.number = number->as_int64();
  out.next_update = *next;
  for_each<json::object>(payload, "entries", [&](const json::object& entry) {
    const auto aaguid = parse_uuid(codec::text_of(entry, "aaguid"));
    if (aaguid && !aaguid->is_nil()) out.by_aaguid.emplace(*aaguid, read_entry(entry));
    for_each<json::string>(entry, "attestationCertificateKeyIdentifiers",
                           [&](std::string_view identifier) {
                             out.by_key_identifier.emplace(identifier, read_entry(entry));
                           });
  });
  return out;
}

}  // namespace

Result<Metadata> read_metadata(std::string_view blob, const MetadataRules& rules, TimePoint now) {
  while (!blob.empty() && (blob.back() == '\n' || blob.back() == '\r')) blob.remove_suffix(1);
  const auto text = verify_blob(blob, rules, now);
  if (!text) return std::unexpected(text.error());
  const auto payload = codec::parse_json_object(*text, kLargestBlob);
  if (!payload) return refuse_blob("malformed");
  auto metadata = read_payload(*payload);
  if (!metadata) return metadata;
  // FIDO Metadata Service 3.1.7 step 7, and 3.1.6: numbers never go back.
  if (metadata->number < rules.newer_than) return refuse_blob("older", Errc::conflict);
  if (metadata->next_update <= now) return refuse_blob("stale", Errc::gone);
  return metadata;
}

}  // namespace tessera::authn::webauthn
