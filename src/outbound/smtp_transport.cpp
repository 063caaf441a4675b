#include <cstring>

#include <tessera/base/unavailable.hpp>
#include <tessera/outbound/mail.hpp>
#include <tessera/runtime/blocking_pool.hpp>

#include "outbound/curl.hpp"

namespace tessera::outbound {

namespace {

struct Upload {
  std::string text;
  std::size_t sent = 0;
};

std::size_t give(char* into, std::size_t, std::size_t room, void* user) {
  auto& upload = *static_cast<Upload*>(user);
  const auto n = std::min(room, upload.text.size() - upload.sent);
  std::memcpy(into, upload.text.data() + upload.sent, n);
  upload.sent += n;
  return n;
}

long millis(Duration time) {
  return static_cast<long>(std::chrono::duration_cast<milliseconds>(time).count());
}

// RFC 5321 4.2.1: 5yz is final, but for the codes that speak of our own account (RFC 4954 6).
bool is_final(long code) {
  return code >= 500 && code < 600 && code != 530 && code != 534 && code != 535 && code != 538;
}

class SmtpTransport final : public MailTransport {
 public:
  SmtpTransport(SmtpOptions options, const Clock& clock)
      : options_(std::move(options)),
        clock_(clock),
        pool_({.name = "smtp", .threads = 1, .queue = options_.queue}) {}

  Task<Result<void>> send(Mail mail) override {
    if (!is_mail_address(mail.to)) co_return fail(Errc::invalid, "mail.address", "Not an address.");
    auto job = [&](std::size_t) { return send_now(mail); };
    co_return co_await pool_.run(job);
  }

 private:
  Result<void> send_now(const Mail& mail) const {
    const auto curl = open_curl();
    Upload upload{.text = render_eml(mail, options_.from, clock_.now())};
    CurlList recipients;
    append(recipients, "<" + mail.to + ">");
    const auto sender = "<" + options_.from + ">";
    set_connection(curl.get());
    set(curl.get(), CURLOPT_MAIL_FROM, sender.c_str());
    set(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
    set(curl.get(), CURLOPT_UPLOAD, 1L);
    set(curl.get(), CURLOPT_READFUNCTION, give);
    set(curl.get(), CURLOPT_READDATA, &upload);
    const auto code = curl_easy_perform(curl.get());
    if (code == CURLE_OK) return {};
    long reply = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply);
    // the server's words may repeat the address: only its code is kept
    if (is_final(reply))
      return fail(Errc::invalid, "mail.refused", "The mail server refused the mail.",
                  "code " + std::to_string(reply));
    throw Unavailable("smtp",
                      std::string(curl_easy_strerror(code)) + ", code " + std::to_string(reply));
  }

  void set_connection(CURL* curl) const {
    set(curl, CURLOPT_URL, options_.url.c_str());
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(curl, CURLOPT_PROXY, "");
    set(curl, CURLOPT_CONNECTTIMEOUT_MS, millis(options_.connect_time));
    set(curl, CURLOPT_TIMEOUT_MS, millis(options_.total_time));
    set(curl, CURLOPT_USE_SSL,
        static_cast<long>(options_.allow_plain ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options_.ca_file.empty()) trust_only(curl, options_.ca_file);
    if (options_.username.empty()) return;
    const std::string password(options_.password.reveal());
    set(curl, CURLOPT_USERNAME, options_.username.c_str());
    set(curl, CURLOPT_PASSWORD, password.c_str());
  }

  SmtpOptions options_;
  const Clock& clock_;
  runtime::BlockingPool pool_;
};

}  // namespace

std::unique_ptr<MailTransport> make_smtp_transport(SmtpOptions options, const Clock& clock) {
  if (!options.url.starts_with("smtp://") && !options.url.starts_with("smtps://"))
    throw std::runtime_error("mail.smtp_url must begin with smtp:// or smtps://");
  if (!is_mail_address(options.from)) throw std::runtime_error("mail.from is not a mail address");
  return std::make_unique<SmtpTransport>(std::move(options), clock);
}

}  // namespace tessera::outbound
