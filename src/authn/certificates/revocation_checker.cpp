#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>

#include <tessera/authn/revocation.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/runtime/blocking_pool.hpp>
#include <tessera/runtime/log.hpp>
#include <tessera/runtime/metrics.hpp>

#include "authn/certificates/kept_answer.hpp"

namespace tessera::authn {
namespace {

using Word = Standing::Word;

constexpr std::string_view kFile = "file:";
constexpr Duration kFileKeep = minutes{1};
constexpr std::size_t kOcspBytes = 64 * 1024;
constexpr std::size_t kNonceBytes = 32;  // RFC 9654 2.1
constexpr std::size_t kMostSlots = 16 * 1024;

void count(std::string_view source, std::string_view result) {
  runtime::counter("tessera_revocation_fetches_total", "CRLs and OCSP answers fetched.",
                   {{"source", std::string(source)}, {"result", std::string(result)}})
      .add();
}

template <class T>
Result<T> noted(Result<T> read, std::string_view source, std::string_view from) {
  count(source, read ? "good" : "failed");
  if (!read) {
    runtime::log(runtime::Level::warn, "revocation.not_fetched",
                 {{"source", std::string(source)},
                  {"from", std::string(from)},
                  {"reason", read.error().id},
                  {"detail", read.error().detail}});
  }
  return read;
}

Result<std::string> read_file(const std::string& path, std::size_t most) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Errc::invalid, "crl.file", {}, path + " cannot be read");
  std::string text(most + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > most) return fail(Errc::invalid, "crl.file", {}, path + " is too large");
  return text;
}

// What one step of the path asks: a certificate, its issuer, where to ask.
struct Question {
  Bytes certificate, issuer;
  crypto::X509Facts facts;
  bool authority = false;
};

class Checker final : public RevocationChecker {
 public:
  Checker(RevocationFetch& fetch, Random& random)
      : fetch_(fetch), random_(random), pool_({.name = "revocation", .threads = 2, .queue = 64}) {}

  Task<Standing> check(crypto::CertificatePath path, RevocationRules rules,
                       TimePoint now) override {
    Standing worst{Word::good, false};
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
      auto facts = crypto::read_x509(path[i]);
      if (!facts) co_return Standing{};
      const Question question{path[i], path[i + 1], std::move(*facts), i > 0};
      const auto standing = co_await ask(question, rules, now);
      if (standing.word == Word::revoked) co_return standing;
      if (standing.word == Word::unknown) worst.word = Word::unknown;
      worst.stale = worst.stale || standing.stale;
    }
    if (worst.word == Word::unknown) worst.stale = false;
    co_return worst;
  }

 private:
  template <class T>
  using Slots = std::map<std::string, std::shared_ptr<KeptAnswer<T>>>;

  static bool is_enough(const Standing& s) { return s.word != Word::unknown && !s.stale; }

  Task<Standing> ask(const Question& question, const RevocationRules& rules, TimePoint now) {
    Standing out;
    auto responders = allowed_urls(question.facts.ocsp_urls, rules.hosts);
    if (!rules.ocsp.empty()) responders.insert(responders.begin(), rules.ocsp);
    for (const auto& url : responders) {
      const auto answer = co_await ocsp(question, url, rules, now);
      if (answer) out = combine(out, judge(*answer, rules.grace, now));
      if (is_enough(out)) co_return out;
    }
    auto lists = rules.crls;
    for (auto& url : allowed_urls(question.facts.crl_urls, rules.hosts))
      lists.push_back(std::move(url));
    for (const auto& url : lists) {
      const auto list = co_await crl(question, url, rules, now);
      if (list && covers(*list, question.facts, question.authority))
        out = combine(out, judge(*list, question.facts.serial, rules.grace, now));
      if (is_enough(out)) co_return out;
    }
    co_return out;
  }

  Task<KeptAnswer<crypto::OcspAnswer>::Ref> ocsp(const Question& question, const std::string& url,
                                                 const RevocationRules& rules, TimePoint now) {
    const auto load = [&]() -> Task<Result<crypto::OcspAnswer>> {
      const auto nonce = random_.bytes(kNonceBytes);
      const auto request = crypto::make_ocsp_request(question.certificate, question.issuer, nonce);
      if (!request) co_return std::unexpected(request.error());
      const auto body = co_await fetch_.post_ocsp(url, std::string(as_text(*request)), kOcspBytes);
      if (!body) co_return noted<crypto::OcspAnswer>(std::unexpected(body.error()), "ocsp", url);
      co_return noted(crypto::read_ocsp_response(as_bytes(*body), *request, question.certificate,
                                                 question.issuer, rules.nonce_required, now),
                      "ocsp", url);
    };
    const auto key = to_hex(question.facts.digest) + url;
    co_return co_await KeptAnswer<crypto::OcspAnswer>::current(slot(answers_, key), load,
                                                               rules.keep, now);
  }

  Task<KeptAnswer<crypto::Crl>::Ref> crl(const Question& question, const std::string& url,
                                         const RevocationRules& rules, TimePoint now) {
    const bool is_file = url.starts_with(kFile);
    const auto key = to_hex(crypto::sha256(question.issuer)) + url;
    if (is_of_other_issuer(key, now)) co_return nullptr;
    const auto load = [&]() -> Task<Result<crypto::Crl>> {
      Result<std::string> body;
      if (!is_file) body = co_await fetch_.get(url, rules.crl_bytes);
      if (!body) co_return noted<crypto::Crl>(std::unexpected(body.error()), "crl", url);
      auto list = co_await pool_.run([&](std::size_t) {
        if (is_file) body = read_file(url.substr(kFile.size()), rules.crl_bytes);
        auto crl = body ? crypto::read_crl(as_bytes(*body), question.issuer, now)
                        : Result<crypto::Crl>(std::unexpected(body.error()));
        // Of several configured lists each is one issuer's.
        if (!crl && crl.error().id == "crl.other_issuer") return crl;
        return noted(std::move(crl), is_file ? "crl_file" : "crl", url);
      });
      if (!list && list.error().id == "crl.other_issuer") pass_over(key, now + rules.keep);
      co_return list;
    };
    co_return co_await KeptAnswer<crypto::Crl>::current(
        slot(lists_, key), load, is_file ? std::min(kFileKeep, rules.keep) : rules.keep, now);
  }

  // A list that is somebody else's is not fetched again for this issuer while it would be kept.
  bool is_of_other_issuer(const std::string& key, TimePoint now) {
    const std::scoped_lock lock(mutex_);
    const auto found = passed_over_.find(key);
    return found != passed_over_.end() && now < found->second;
  }
  void pass_over(const std::string& key, TimePoint until) {
    const std::scoped_lock lock(mutex_);
    if (passed_over_.size() >= kMostSlots) passed_over_.clear();
    passed_over_[key] = until;
  }

  template <class T>
  std::shared_ptr<KeptAnswer<T>> slot(Slots<T>& slots, const std::string& key) {
    const std::scoped_lock lock(mutex_);
    if (slots.size() >= kMostSlots && !slots.contains(key)) slots.clear();
    auto& found = slots[key];
    if (!found) found = std::make_shared<KeptAnswer<T>>();
    return found;
  }

  RevocationFetch& fetch_;
  Random& random_;
  runtime::BlockingPool pool_;
  std::mutex mutex_;
  Slots<crypto::OcspAnswer> answers_;
  Slots<crypto::Crl> lists_;
  std::map<std::string, TimePoint> passed_over_;
};

}  // namespace

std::unique_ptr<RevocationChecker> make_revocation_checker(RevocationFetch& fetch, Random& random) {
  return std::make_unique<Checker>(fetch, random);
}

}  // namespace tessera::authn
