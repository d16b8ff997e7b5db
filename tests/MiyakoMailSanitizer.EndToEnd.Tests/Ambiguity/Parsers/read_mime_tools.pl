# Reads every file of a folder by MIME::Parser; one JSON line each: the tree and the markers seen.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use Encode qw(decode encode);
use JSON::PP;
use MIME::Parser;

my $json = JSON::PP->new->canonical->ascii;

sub content_of {
    my ($entity) = @_;
    my $body = $entity->bodyhandle or return join '', @{ $entity->body || [] };
    return $body->as_string;
}

sub walk {
    my ($entity, $path, $nodes, $seen) = @_;
    my $name = $entity->head->recommended_filename;
    $name = '' unless defined $name;
    $name = eval { decode('UTF-8', $name, Encode::FB_CROAK) } // $name unless utf8::is_utf8($name);
    my @parts = $entity->parts;
    if (@parts) {
        push @$nodes, [$path, lc $entity->mime_type, $name, ''];
        my $number = 0;
        walk($_, $path . '.' . ++$number, $nodes, $seen) for @parts;
    } else {
        my $content = content_of($entity);
        $seen->{$1} = 1 while $content =~ /MIYAKO-MARKER-(\d+)-/g;
        (my $lines = $content) =~ s/\r\n/\n/g;
        $lines =~ s/\n+\z// if $entity->mime_type =~ m{^text/}i;
        $lines = encode('UTF-8', $lines) if utf8::is_utf8($lines);
        push @$nodes, [$path, lc $entity->mime_type, $name, sha256_hex($lines)];
    }
    for my $outside (@{ $entity->preamble || [] }, @{ $entity->epilogue || [] }) {
        $seen->{$1} = 1 while $outside =~ /MIYAKO-MARKER-(\d+)-/g;
    }
}

my $folder = shift;
opendir my $handle, $folder or die "$folder: $!";
$| = 1;
for my $file (sort grep { /\.eml$/ } readdir $handle) {
    my $parser = MIME::Parser->new;
    $parser->output_to_core(1);
    $parser->tmp_to_core(1);
    $parser->extract_uuencode(1);
    $parser->extract_nested_messages(1);
    my (@nodes, %seen);
    my $entity = eval { $parser->parse_open("$folder/$file") };
    if ($entity) {
        walk($entity, '1', \@nodes, \%seen);
    } else {
        push @nodes, ['', 'unreadable', '', ''];
    }
    print $json->encode({ file => $file, tree => \@nodes, markers => [map { $_ + 0 } sort keys %seen] }), "\n";
}
