#include <tessera/oauth/client_revocation.hpp>

#include <tessera/crypto/digest.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::oauth {
namespace {

using Word = authn::Standing::Word;

constexpr Duration kKeepPath = hours{1};
constexpr std::size_t kMostPaths = 4096;

std::string digest_of(const PeerCertificate& shown) {
  Bytes all = shown.der;
  for (const auto& each : shown.chain) all.insert(all.end(), each.begin(), each.end());
  return std::string(as_text(crypto::sha256(all)));
}

void count(std::string_view result) {
  runtime::counter("tessera_client_certificates_total",
                   "Certificates of clients that were asked about, by the answer.",
                   {{"result", std::string(result)}})
      .add();
}

}  // namespace

// A path costs a signature for each step; it is found once an hour.
Result<crypto::CertificatePath> ClientRevocation::path_of(const PeerCertificate& shown,
                                                          TimePoint now) {
  const auto key = digest_of(shown);
  {
    const std::scoped_lock lock(mutex_);
    const auto found = paths_.find(key);
    if (found != paths_.end() && now - found->second.found < kKeepPath) return found->second.path;
  }
  // What it may be used for was looked at in the handshake.
  auto path = anchors_.validate(shown.der, shown.chain, {.client_auth = false}, now);
  if (!path) return path;
  const std::scoped_lock lock(mutex_);
  if (paths_.size() >= kMostPaths) paths_.clear();
  paths_[key] = {*path, now};
  return path;
}

Task<std::string> ClientRevocation::refusal_of(PeerCertificateRef shown, TimePoint now) {
  const auto path = path_of(*shown, now);
  if (!path) co_return path.error().id;
  const auto standing = co_await checker_.check(*path, rules_, now);
  switch (standing.word) {
    case Word::good:
      count(standing.stale ? "stale" : "good");
      co_return "";
    case Word::revoked:
      count("revoked");
      co_return "certificate revoked";
    case Word::unknown:
      break;
  }
  count(rules_.soft ? "unchecked" : "unknown");
  co_return rules_.soft ? "" : "revocation of the certificate unknown";
}

}  // namespace tessera::oauth
