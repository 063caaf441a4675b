// Whether a certificate was taken back: from OCSP responders and CRLs, kept while they count.
// Fails closed: without a word of the issuer nobody is let in, unless the configuration says
// otherwise.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/task.hpp>
#include <tessera/crypto/crl.hpp>
#include <tessera/crypto/ocsp.hpp>
#include <tessera/crypto/x509_path.hpp>

namespace tessera::authn {

// The port by which lists and answers are fetched; http is enough, since they are signed.
class RevocationFetch {
 public:
  virtual ~RevocationFetch() = default;
  // Bounded in size and time, no redirects; only status 200 is an answer. Never throws for what the
  // other side does; Unavailable if our own queue is full.
  [[nodiscard]] virtual Task<Result<std::string>> get(std::string url, std::size_t max_bytes) = 0;
  [[nodiscard]] virtual Task<Result<std::string>> post_ocsp(std::string url, std::string request,
                                                            std::size_t max_bytes) = 0;
};

struct RevocationRules {
  std::vector<std::string> crls{};   // "file:/path", "http://..."; tried for every issuer
  std::string ocsp{};                // of the responder; or empty
  std::vector<std::string> hosts{};  // addresses in certificates are followed to these hosts only
  bool nonce_required = false;
  bool soft = false;         // who cannot be asked about is let in, and that is logged and counted
  Duration grace{};          // an answer counts so long beyond its own end
  Duration keep = hours{1};  // and is asked for anew after this
  std::size_t crl_bytes = 16 * 1024 * 1024;
};

struct Standing {
  enum class Word { good, revoked, unknown } word = Word::unknown;
  bool stale = false;  // good, by an answer that is past its end
  friend bool operator==(const Standing&, const Standing&) = default;
};
// RFC 6960 2.2: "unknown" of a responder is no good word; who is not known was not issued.
[[nodiscard]] Standing judge(const crypto::OcspAnswer& answer, Duration grace, TimePoint now);
[[nodiscard]] Standing judge(const crypto::Crl& crl, const crypto::SerialNumber& serial,
                             Duration grace, TimePoint now);
// Of two words about one certificate: revoked before good, good before stale, stale before unknown.
[[nodiscard]] Standing combine(const Standing& a, const Standing& b);
// Of all addresses in a certificate those that may be followed.
[[nodiscard]] std::vector<std::string> allowed_urls(const std::vector<std::string>& urls,
                                                    const std::vector<std::string>& hosts);

class RevocationChecker {
 public:
  virtual ~RevocationChecker() = default;
  // Of every certificate but the anchor: the worst word. Nothing is read or parsed twice while it
  // counts; what is due is fetched by one while others wait.
  [[nodiscard]] virtual Task<Standing> check(crypto::CertificatePath path, RevocationRules rules,
                                             TimePoint now) = 0;
};

// A small pool of its own reads files and parses lists. Does not own the port.
[[nodiscard]] std::unique_ptr<RevocationChecker> make_revocation_checker(RevocationFetch& fetch,
                                                                         Random& random);

}  // namespace tessera::authn
