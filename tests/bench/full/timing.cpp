#include "bench/full/timing.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>

#include "bench/full/scenarios.hpp"

namespace tessera::bench {
namespace {

using Steady = std::chrono::steady_clock;

std::string replaced(std::string text, const std::string& what, std::string_view by) {
  if (what.empty()) return text;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

// Without what stands between each `begin` and the next `end`.
std::string without(std::string text, std::string_view begin, std::string_view end) {
  for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos;) {
    at += begin.size();
    const auto stop = text.find(end, at);
    if (stop == std::string::npos) break;
    text.erase(at, stop - at);
  }
  return text;
}

// The answer without what is different in any two answers: request and trace id, date, the name
// typed, and the challenge for passkeys.
std::string comparable(const Answer& answer, const std::string& name) {
  auto text = answer.head + "\n" + answer.body;
  text = replaced(std::move(text), answer.header("x-request-id"), "REQUEST");
  text = replaced(std::move(text), answer.header("traceparent"), "TRACE");
  text = replaced(std::move(text), answer.header("date"), "DATE");
  text = without(std::move(text), "name=\"challenge\" value=\"", "\"");
  text = without(std::move(text), "&quot;challenge&quot;:&quot;", "&quot;");
  return replaced(std::move(text), name, "NAME");
}

// The first line in which two answers differ.
std::string first_difference(const std::string& a, const std::string& b) {
  const auto at = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  const auto line = at == 0 ? 0 : a.rfind('\n', at - 1) + 1;
  const auto of = [line](const std::string& text) {
    return text.substr(line, text.find('\n', line) - line);
  };
  return "  " + of(a) + "\n  " + of(b);
}

struct Try {
  std::string name;
  std::string address;
  bool unknown = false;
};

// An address that no other try has had.
std::string address_of(std::size_t n) {
  return "10." + std::to_string(n / 65536 % 256) + "." + std::to_string(n / 256 % 256) + "." +
         std::to_string(n % 256);
}

// person000017 -> absent000017: as long as the other.
std::string absent_like(const std::string& login) {
  return "absent" + login.substr(6);
}

std::vector<Try> plan(const std::vector<Login>& people, std::size_t tries) {
  std::mt19937 random(2026);
  std::vector<Try> out;
  for (std::size_t i = 0; i < tries; ++i) {
    const auto& login = people[i % people.size()].login;
    Try unknown{absent_like(login), address_of(2 * i + 1), true};
    Try wrong{login, address_of(2 * i + 2), false};
    if ((random() & 1U) != 0) std::swap(unknown, wrong);
    out.push_back(std::move(unknown));
    out.push_back(std::move(wrong));
  }
  return out;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

class Browser {
 public:
  explicit Browser(Link& link) : link_(link) {}

  Task<> open_page() {
    auto answer = co_await link_.ask(get(link_.target(), "/sign-in"));
    expect_status(answer, 303, "sign-in");
    answer = co_await link_.ask(get(link_.target(), answer.header("location")));
    cookies_.take(answer);
    page_ = read_sign_in_page(answer);
  }

  Task<Answer> sign_in(const Try& attempt) {
    const auto fields = form({{"csrf", page_.csrf},
                              {"action", "continue"},
                              {"username", attempt.name},
                              {"password", "a guess that is wrong"}});
    const auto head = "Origin: " + link_.target().origin +
                      "\r\nX-Forwarded-For: " + attempt.address +
                      "\r\nX-Forwarded-Proto: https\r\n" + cookies_.field();
    co_return co_await link_.ask(post_form(link_.target(), page_.action, fields, head));
  }

 private:
  Link& link_;
  Cookies cookies_;
  SignInPage page_;
};

Task<> compare(Link& link, const std::vector<Try>& tries, TimingResult& out) {
  co_await link.open();
  Browser browser(link);
  co_await browser.open_page();
  std::map<bool, std::vector<double>> times;
  std::map<bool, std::string> first;
  for (const auto& attempt : tries) {
    const auto begin = Steady::now();
    const auto answer = co_await browser.sign_in(attempt);
    times[attempt.unknown].push_back(
        std::chrono::duration<double, std::milli>(Steady::now() - begin).count());
    expect_status(answer, 400, attempt.name);
    const auto text = comparable(answer, attempt.name);
    auto& seen = first.try_emplace(attempt.unknown, text).first->second;
    if (seen != text && out.unlike.size() < 5)
      out.unlike.push_back("two answers of one kind:\n" + first_difference(seen, text));
  }
  if (first[true] != first[false])
    out.unlike.push_back("unknown, wrong:\n" + first_difference(first[true], first[false]));
  out.unknown_median_ms = median(times[true]);
  out.wrong_median_ms = median(times[false]);
  const auto [low, high] = std::minmax(out.unknown_median_ms, out.wrong_median_ms);
  out.difference = (high - low) / low;
}

}  // namespace

TimingResult compare_refusals(const Target& plain, const std::vector<Login>& people,
                              std::size_t tries) {
  boost::asio::io_context io(1);
  boost::asio::ssl::context tls(boost::asio::ssl::context::tls_client);
  TimingResult out{.tries = tries};
  Link link(io, tls, plain);
  std::exception_ptr failure;
  const auto planned = plan(people, tries);
  boost::asio::co_spawn(io, compare(link, planned, out),
                        [&](std::exception_ptr error) { failure = error; });
  io.run();
  if (failure) std::rethrow_exception(failure);
  return out;
}

}  // namespace tessera::bench
