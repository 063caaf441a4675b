// Mail as plain text, and the two ways it leaves: SMTP, or files for a development server.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::outbound {

struct Mail {
  Uuid id;  // of the outbox row: the Message-ID is the same over all attempts
  std::string to;
  std::string subject;  // UTF-8
  std::string text;     // UTF-8, lines end with \n
};

class MailTransport {
 public:
  virtual ~MailTransport() = default;
  // An error is final (the address is none, the server refuses it for good); what may get better
  // throws Unavailable("smtp").
  [[nodiscard]] virtual Task<Result<void>> send(Mail mail) = 0;
};

struct SmtpOptions {
  std::string url;   // "smtp://host:587" (STARTTLS is required) or "smtps://host:465"
  std::string from;  // address alone
  std::string username;
  Secret password;
  std::string ca_file;       // empty: the system's
  bool allow_plain = false;  // without TLS: tests and development only
  Duration connect_time = seconds{5};
  Duration total_time = seconds{30};
  std::size_t queue = 64;
};
// Sends on a thread of its own.
[[nodiscard]] std::unique_ptr<MailTransport> make_smtp_transport(SmtpOptions options,
                                                                 const Clock& clock);

// Writes <folder>/<time>_<id>.eml with mode 0600; the folder exists.
[[nodiscard]] std::unique_ptr<MailTransport> make_folder_transport(std::filesystem::path folder,
                                                                   std::string from,
                                                                   const Clock& clock);

// RFC 5322 text with CRLF, quoted-printable body. Control characters in headers become spaces.
[[nodiscard]] std::string render_eml(const Mail& mail, std::string_view from, TimePoint date);
// One address, without name, comment, quotes or anything that could end a header or an SMTP line.
[[nodiscard]] bool is_mail_address(std::string_view text);

}  // namespace tessera::outbound
