#include "tests/support/load.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tessera::test {
namespace {

enum Kind { kMachine, kRefresh, kPassword };
constexpr auto kBetweenSignIns = milliseconds{150};
constexpr std::size_t kWorstShown = 20;

}  // namespace

Load::Load(const Demo& demo, LoadOptions options) : demo_(demo), options_(options) {
  for (const auto& person : demo_.people) {
    if (person.kind == "citizen") citizens_.push_back(person);
  }
}

Load::~Load() {
  stop();
}

std::unique_ptr<Browser> Load::new_browser() const {
  return std::make_unique<Browser>(demo_.issuer, demo_.ca_file);
}

void Load::start() {
  for (int i = 0; i < options_.refreshers; ++i) {
    const auto browser = new_browser();
    const auto& person = citizens_.at(static_cast<std::size_t>(i));
    const auto authorization = authorize(*browser, demo_.client("portal"), person, codes_,
                                         "openid profile offline_access");
    const auto answer = redeem(*browser, demo_.client("portal"), authorization);
    const auto token = json_text(answer.body, "refresh_token");
    if (token.empty()) {
      throw std::runtime_error("no refresh token for " + person.login + ": " +
                               std::to_string(authorization.last.status) + " " +
                               std::to_string(answer.status) + " " + answer.body);
    }
    families_.push_back({.token = token});
  }
  for (int i = 0; i < options_.machines; ++i) threads_.emplace_back([this] { run_machine(); });
  for (std::size_t i = 0; i < families_.size(); ++i)
    threads_.emplace_back([this, i] { run_refresher(i); });
  for (int i = 0; i < options_.citizens; ++i) {
    threads_.emplace_back([this, i] { run_citizen(static_cast<std::size_t>(i)); });
  }
}

void Load::stop() {
  stopped_ = true;
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

Duration Load::time_to_success(Duration limit) {
  const std::array<long, 3> before{successes_[kMachine], successes_[kRefresh],
                                   successes_[kPassword]};
  const std::array<bool, 3> runs{options_.machines > 0, options_.refreshers > 0,
                                 options_.citizens > 0};
  const auto begin = std::chrono::steady_clock::now();
  const auto passed = [&] {
    return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begin);
  };
  for (;;) {
    bool all = true;
    for (std::size_t kind = 0; kind < before.size(); ++kind)
      all = all && (!runs[kind] || successes_[kind] > before[kind]);
    if (all || passed() >= limit) return std::min(passed(), limit);
    std::this_thread::sleep_for(milliseconds{5});
  }
}

std::vector<std::string> Load::violations() const {
  const std::lock_guard lock(mutex_);
  return violations_;
}

void Load::violation(const std::string& what) {
  const std::lock_guard lock(mutex_);
  if (violations_.size() < kWorstShown) violations_.push_back(what);
}

bool Load::judge(const Answer& answer, bool right, const std::string& what) {
  ++answers_;
  if (right) return true;
  if (answer.is_polite_refusal() || (options_.node_dies && answer.status == 0)) {
    ++refusals_;
  } else {
    violation(what + ": status " + std::to_string(answer.status) + " " + answer.error + " at " +
              answer.url + " " + answer.header("location") + " " + answer.body.substr(0, 300));
  }
  return false;
}

void Load::note_token(const std::string& body) {
  // The event of a redeemed code names the grant, that of a machine token the token.
  const auto token = json_text(body, "access_token");
  const auto grant = claim_of(token, "gid");
  const auto id = grant.empty() ? claim_of(token, "jti") : grant;
  const std::lock_guard lock(mutex_);
  token_ids_.push_back(id);
}

void Load::run_machine() {
  const auto browser = new_browser();
  for (; !stopped_; pause()) {
    const auto answer = machine_token(*browser, demo_.client("machine"));
    if (!judge(answer, answer.status == 200, "machine token")) continue;
    note_token(answer.body);
    ++successes_[kMachine];
  }
}

void Load::run_refresher(std::size_t index) {
  const auto browser = new_browser();
  browser->set_timeout(options_.patience);
  auto& family = families_[index];
  for (; !stopped_; pause()) {
    const auto answer = refresh(*browser, demo_.client("portal"), family.token);
    if (answer.status == 0 && answer.error.starts_with("Timeout")) continue;  // as portals do
    const auto next = json_text(answer.body, "refresh_token");
    if (!judge(answer, answer.status == 200 && !next.empty(),
               "refresh of family " + std::to_string(index)))
      continue;
    if (next == family.token) violation("a refresh gave the same token");
    family.token = next;
    ++family.accepted;
    ++successes_[kRefresh];
  }
}

void Load::run_citizen(std::size_t index) {
  // The first ones keep their codes for the refresh families' sign-ins.
  const auto first = static_cast<std::size_t>(options_.refreshers);
  const auto mine = citizens_.size() - first;
  for (std::size_t turn = index; !stopped_; turn += static_cast<std::size_t>(options_.citizens)) {
    run_sign_in(citizens_[first + turn % mine]);
    std::this_thread::sleep_for(kBetweenSignIns);
  }
}

void Load::run_sign_in(const DemoPerson& person) {
  const auto code = codes_.try_next(person.totp_secret);
  OneTimeCodes own;  // gives the same code as `code`: the person's app shows one
  auto browser = new_browser();
  const auto page = browser->follow(browser->get("/account"));
  auto form = find_form(page.body, "sign-in");
  if (!judge(page, form.has_value(), "sign-in page")) return;
  auto answer = browser->post(form->action, fill(*form, {{"username", person.login},
                                                         {"current-password", person.password}}));
  form = find_form(answer.body, "sign-in-code");
  if (!judge(answer, form.has_value(), "password of " + person.login)) return;
  ++successes_[kPassword];
  if (!code) return;  // used up for this half minute: the password was worth asking for
  answer = browser->post(form->action, fill(*form, {{"one-time-code", *code}}));
  if (!judge(answer, answer.redirects(), "one-time code of " + person.login)) return;
  const auto authorization =
      authorize(*browser, demo_.client("portal"), person, own, "openid profile");
  if (!judge(authorization.last, !authorization.code.empty(),
             "authorization for " + person.login)) {
    // The sign-in itself was promised.
    const std::lock_guard lock(mutex_);
    sign_ins_.push_back({.browser = std::move(browser), .redemption = {}});
    return;
  }
  if (sign_ins_.size() % 8 == 0) replay_code(person, *code);
  redeem_code(std::move(browser), authorization);
}

void Load::redeem_code(std::unique_ptr<Browser> browser, const Authorization& authorization) {
  const auto& portal = demo_.client("portal");
  bool refused = false;
  Fields redemption;
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto answer = redeem(*browser, portal, authorization);
    // After a 503 nobody can know whether the code was taken: then it may be refused, never lost
    // silently.
    const bool taken =
        refused && answer.status == 400 && json_text(answer.body, "error") == "invalid_grant";
    if (judge(answer, answer.status == 200 || taken, "redemption")) {
      if (!taken) {
        note_token(answer.body);
        redemption = redeem_form(authorization, portal);
      }
      break;
    }
    refused = true;
    std::this_thread::sleep_for(milliseconds{200});
  }
  const std::lock_guard lock(mutex_);
  sign_ins_.push_back({.browser = std::move(browser), .redemption = std::move(redemption)});
}

void Load::replay_code(const DemoPerson& person, const std::string& code) {
  const auto browser = new_browser();
  const auto page = browser->follow(browser->get("/account"));
  auto form = find_form(page.body, "sign-in");
  if (!form) return;
  auto answer = browser->post(form->action, fill(*form, {{"username", person.login},
                                                         {"current-password", person.password}}));
  form = find_form(answer.body, "sign-in-code");
  if (!form) return;
  answer = browser->post(form->action, fill(*form, {{"one-time-code", code}}));
  ++answers_;
  if (answer.redirects()) violation("the one-time code of " + person.login + " was accepted twice");
}

}  // namespace tessera::test
